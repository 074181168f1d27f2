import { Inject, Injectable } from '@nestjs/common';
import { importJWK, type CryptoKey } from 'jose';
import { DAY_MS, identityConfig, type IdentityConfig } from './identity.config';
import { ALGORITHM, type PublicJwk, type SigningKey } from './signing-key.entity';
import { SigningKeyStore } from './signing-key.store';
import { planKeys, type KeyPlan, type KeyPolicy } from './signing-key-plan';

/** An unknown `kid` makes us look again, but a flood of forged ones must not reach PostgreSQL. */
const RELOAD_AT_MOST_EVERY_MS = 250;

export interface Signer {
  kid: string;
  key: CryptoKey;
}

/** The keys behind access tokens: rotated, kept at hand and published here. */
@Injectable()
export class SigningKeys {
  private readonly policy: KeyPolicy;
  private readonly publicKeys = new Map<string, CryptoKey>();
  private keys: readonly SigningKey[] = [];
  private signer?: Signer;
  private loadedAt = 0;
  private rotating?: Promise<Signer>;
  private reloading?: Promise<void>;

  constructor(
    private readonly store: SigningKeyStore,
    @Inject(identityConfig.KEY) config: IdentityConfig,
  ) {
    this.policy = {
      signsForMs: config.SIGNING_KEY_DAYS * DAY_MS,
      tokenLifeMs: config.ACCESS_TOKEN_SECONDS * 1000,
    };
  }

  /** The key to sign with now. */
  async current(): Promise<Signer> {
    if (this.signer && this.plan().signWith === this.signer.kid) return this.signer;
    // One attempt for all who wait: on a busy process many requests meet the same expired key.
    this.rotating ??= this.rotate().finally(() => {
      this.rotating = undefined;
    });
    return this.rotating;
  }

  /** The public key behind a `kid`, unless it is unknown or retired. */
  async verifier(kid: string): Promise<CryptoKey | undefined> {
    if (!this.plan().verifyWith.includes(kid)) await this.reload();
    return this.plan().verifyWith.includes(kid) ? this.publicKeys.get(kid) : undefined;
  }

  /** What `/.well-known/jwks.json` publishes. */
  async published(): Promise<PublicJwk[]> {
    await this.current();
    await this.reload();
    const { verifyWith } = this.plan();
    return this.keys.filter(({ id }) => verifyWith.includes(id)).map((key) => key.publicJwk);
  }

  private plan(): KeyPlan {
    return planKeys(this.keys, new Date(), this.policy);
  }

  private async rotate(): Promise<Signer> {
    await this.remember(await this.store.rotate(this.policy));
    const { signWith } = this.plan();
    const newest = this.keys.find(({ id }) => id === signWith);
    if (!newest) throw new Error('No signing key right after one was made: check the clock.');
    const signer = { kid: newest.id, key: await importJWK(this.store.open(newest), ALGORITHM) };
    this.signer = signer;
    return signer;
  }

  /** Another process may have made a key since we looked. */
  private async reload(): Promise<void> {
    if (Date.now() - this.loadedAt < RELOAD_AT_MOST_EVERY_MS) return;
    this.reloading ??= this.store
      .all()
      .then((keys) => this.remember(keys))
      .finally(() => {
        this.reloading = undefined;
      });
    await this.reloading;
  }

  private async remember(keys: readonly SigningKey[]): Promise<void> {
    for (const { id, publicJwk } of keys) {
      if (!this.publicKeys.has(id)) {
        this.publicKeys.set(id, await importJWK(publicJwk, ALGORITHM));
      }
    }
    this.keys = keys;
    this.loadedAt = Date.now();
  }
}
