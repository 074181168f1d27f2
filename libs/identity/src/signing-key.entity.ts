import { p, type InferEntity } from '@mikro-orm/postgresql';
import { platformEntity } from '@renum/database';
import type { JWK_OKP_Private, JWK_OKP_Public } from 'jose';

export const ALGORITHM = 'EdDSA';
export type PublicJwk = JWK_OKP_Public & { kty: 'OKP' };
export type PrivateJwk = JWK_OKP_Private & { kty: 'OKP' };

/** A key that signs access tokens; the private half is sealed under the root key. */
export const SigningKeyEntity = platformEntity('signing_keys', {
  /** The `kid` in tokens and JWKS. */
  id: p.text().primary(),
  publicJwk: p.json<PublicJwk>(),
  sealedPrivateKey: p.blob().hidden(),
  createdAt: p.datetime(),
  retiresAt: p.datetime(),
});
export type SigningKey = InferEntity<typeof SigningKeyEntity>;
