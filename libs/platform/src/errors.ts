import { ERROR_STATUS, type ErrorCode } from '@renum/contracts';

export interface DomainErrorOptions {
  /** For the caller: what it needs to act on. It crosses the process, so never a secret. */
  details?: Record<string, unknown>;
  /** For the logs only. */
  cause?: unknown;
}

/**
 * What a domain throws. One filter an entrance (REST, Socket.IO, data plane) turns it into that
 * entrance's own form of refusal; the domain knows nothing of HTTP.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly details: Record<string, unknown>;

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: DomainErrorOptions = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.details = options.details ?? {};
  }

  /** The HTTP status that belongs to the code. */
  get status(): number {
    return ERROR_STATUS[this.code];
  }
}

export const isDomainError = (error: unknown, code?: ErrorCode): error is DomainError =>
  error instanceof DomainError && (code === undefined || error.code === code);

/** The text of anything that was thrown. */
export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
