import { DomainError } from '@renum/platform';

/** Why a sealed value did not open. */
export type VaultErrorReason =
  /** Too short to be one of ours. */
  | 'malformed'
  /** Written by a version of Renum that we do not know. */
  | 'unknown_format'
  /** Sealed by a key that we do not hold. */
  | 'other_key'
  /** Changed, or moved to another tenant, credential or version. */
  | 'not_authentic';

/** A value that cannot be opened. The reason is for logs; callers learn only that it is unreadable. */
export class VaultError extends DomainError {
  constructor(
    readonly reason: VaultErrorReason,
    options: { cause?: unknown } = {},
  ) {
    super('secret_unreadable', `A sealed value could not be opened: ${reason}.`, options);
  }
}

/** The root key is not there, or not the one this database was begun with: nothing may start. */
export class RootKeyError extends Error {
  override readonly name = 'RootKeyError';
}
