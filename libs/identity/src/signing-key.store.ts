import { Injectable } from '@nestjs/common';
import type { EntityManager } from '@mikro-orm/postgresql';
import { PlatformDatabase } from '@renum/database';
import { newId } from '@renum/platform';
import { RootKeyring } from '@renum/vault';
import { exportJWK, generateKeyPair } from 'jose';
import {
  ALGORITHM,
  SigningKeyEntity,
  type PrivateJwk,
  type PublicJwk,
  type SigningKey,
} from './signing-key.entity';
import { planKeys, retirementOf, type KeyPolicy } from './signing-key-plan';

export const sealedUnder = (kid: string): string => `signing-key:${kid}`;

/** The signing keys as they lie in PostgreSQL. */
@Injectable()
export class SigningKeyStore {
  constructor(
    private readonly database: PlatformDatabase,
    private readonly root: RootKeyring,
  ) {}

  all(): Promise<SigningKey[]> {
    return this.database.transaction((em) => em.find(SigningKeyEntity, {}));
  }

  /** All keys, among them one that may sign now; forgets those that are retired. */
  rotate(policy: KeyPolicy): Promise<SigningKey[]> {
    return this.database.transaction(async (em) => {
      // Of several processes that meet the same expired key, one makes the next.
      await em.execute(`select pg_advisory_xact_lock(hashtextextended('signing_keys', 0))`);
      const known = await em.find(SigningKeyEntity, {});
      const plan = planKeys(known, new Date(), policy);
      if (plan.retired.length > 0) {
        await em.nativeDelete(SigningKeyEntity, { id: { $in: plan.retired } });
      }
      const alive = known.filter(({ id }) => plan.verifyWith.includes(id));
      return plan.signWith === undefined ? [...alive, await this.make(em, policy)] : alive;
    });
  }

  /** The private half of a key. */
  open(key: SigningKey): PrivateJwk {
    const opened = this.root.open(key.sealedPrivateKey, sealedUnder(key.id));
    return JSON.parse(opened.toString('utf8')) as PrivateJwk;
  }

  private async make(em: EntityManager, policy: KeyPolicy): Promise<SigningKey> {
    const kid = newId();
    const pair = await generateKeyPair(ALGORITHM, { crv: 'Ed25519', extractable: true });
    const secret = Buffer.from(JSON.stringify(await exportJWK(pair.privateKey)));
    const publicJwk = (await exportJWK(pair.publicKey)) as PublicJwk;
    const createdAt = new Date();
    const key: SigningKey = {
      id: kid,
      publicJwk: { ...publicJwk, kid, alg: ALGORITHM, use: 'sig' },
      sealedPrivateKey: this.root.seal(secret, sealedUnder(kid)),
      createdAt,
      retiresAt: retirementOf(createdAt, policy),
    };
    await em.insert(SigningKeyEntity, key);
    return key;
  }
}
