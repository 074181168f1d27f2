import { aadOf, open, seal, type SealingKey } from './envelope';

/** Where a secret belongs. It opens nowhere else. */
export interface SecretPlace {
  tenantId: string;
  credentialId: string;
  version: number;
}

const secretAad = ({ tenantId, credentialId, version }: SecretPlace): string =>
  aadOf('renum/secret', tenantId, credentialId, version);

export const sealSecret = (key: SealingKey, place: SecretPlace, value: string): Buffer =>
  seal(key, Buffer.from(value), secretAad(place));

export const openSecret = (key: SealingKey, place: SecretPlace, sealed: Uint8Array): string =>
  open(key, sealed, secretAad(place)).toString();

/** The same value under another key, in the same place. It is in clear only in here. */
export function resealSecret(
  from: SealingKey,
  to: SealingKey,
  place: SecretPlace,
  sealed: Uint8Array,
): Buffer {
  const plain = open(from, sealed, secretAad(place));
  try {
    return seal(to, plain, secretAad(place));
  } finally {
    plain.fill(0);
  }
}
