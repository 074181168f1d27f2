import { Injectable } from '@nestjs/common';
import type { PublicKeyView } from '@renum/contracts';
import { PlatformDatabase, type EntityManager } from '@renum/database';
import { DomainError } from '@renum/platform';
import {
  calculateJwkThumbprint,
  compactDecrypt,
  exportJWK,
  generateKeyPair,
  importJWK,
  type CompactJWEHeaderParameters,
  type CryptoKey,
  type JWK,
} from 'jose';
import { RootKeyring } from './root-keyring';
import { PlatformKeyEntity } from './vault.entities';

const PURPOSE = 'credential-encryption';
const ALG = 'ECDH-ES+A256KW';
const ENC = 'A256GCM';
/** A secret of the largest size in JWE form, and some room. */
const MAX_JWE_LENGTH = 16 * 1024;

/**
 * The key pair to which the console encrypts secrets before it sends them (V2).
 *
 * The `kid` that a tenant is given names the tenant too, and a JWE's header is authenticated: what
 * was encrypted for one tenant cannot be handed in by another that got hold of the JWE.
 */
@Injectable()
export class PlatformKeys {
  private readonly privateKeys = new Map<string, CryptoKey>();

  constructor(
    private readonly database: PlatformDatabase,
    private readonly root: RootKeyring,
  ) {}

  async publicKey(tenantId: string): Promise<PublicKeyView> {
    const row = await this.database.transaction(async (em) => {
      const known = await newest(em);
      return known ?? this.create(em);
    });
    return { jwk: { ...row.publicJwk, use: 'enc', alg: ALG, kid: `${row.id}.${tenantId}` } };
  }

  /** @throws DomainError `validation_failed`, without a word of what was inside. */
  async decrypt(tenantId: string, jwe: string): Promise<string> {
    if (jwe.length > MAX_JWE_LENGTH) throw refused('it is too long');
    try {
      const { plaintext } = await compactDecrypt(
        jwe,
        (header) => this.privateKeyFor(tenantId, header),
        { keyManagementAlgorithms: [ALG], contentEncryptionAlgorithms: [ENC] },
      );
      return new TextDecoder('utf-8', { fatal: true }).decode(plaintext);
    } catch (error) {
      if (error instanceof DomainError) throw error;
      throw refused('it cannot be decrypted', error);
    }
  }

  private async privateKeyFor(
    tenantId: string,
    header: CompactJWEHeaderParameters,
  ): Promise<CryptoKey> {
    const [id, owner] = header.kid?.split('.') ?? [];
    if (id === undefined || owner !== tenantId)
      throw refused('its "kid" is not the one of the public key for this tenant');
    const known = this.privateKeys.get(id);
    if (known) return known;
    const row = await this.database.transaction((em) =>
      em.findOne(PlatformKeyEntity, { id, purpose: PURPOSE }),
    );
    if (!row) throw refused('its key is not known; fetch the public key again');
    const jwk = JSON.parse(
      this.root.open(row.sealedPrivateKey, platformKeyAad(id)).toString(),
    ) as JWK;
    const key = (await importJWK(jwk, ALG)) as CryptoKey;
    this.privateKeys.set(id, key);
    return key;
  }

  private async create(em: EntityManager) {
    await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [PURPOSE]);
    const faster = await newest(em);
    if (faster) return faster;
    const pair = await generateKeyPair(ALG, { crv: 'P-256', extractable: true });
    const publicJwk = await exportJWK(pair.publicKey);
    const id = await calculateJwkThumbprint(publicJwk);
    const secret = Buffer.from(JSON.stringify(await exportJWK(pair.privateKey)));
    const row = {
      id,
      purpose: PURPOSE,
      publicJwk: { ...publicJwk },
      sealedPrivateKey: this.root.seal(secret, platformKeyAad(id)),
      createdAt: new Date(),
    };
    secret.fill(0);
    await em.insert(PlatformKeyEntity, row);
    return row;
  }
}

const newest = async (em: EntityManager) =>
  (
    await em.find(
      PlatformKeyEntity,
      { purpose: PURPOSE },
      { orderBy: { createdAt: 'desc', id: 'desc' }, limit: 1 },
    )
  )[0];

export const platformKeyAad = (id: string): string => `renum/platform-key:${id}`;

const refused = (why: string, cause?: unknown): DomainError => {
  const message = `The encrypted secret was not accepted: ${why}.`;
  return new DomainError('validation_failed', message, {
    details: { errors: [{ path: 'secretJwe', message }] },
    cause,
  });
};
