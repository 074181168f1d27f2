import { DomainError } from '@renum/platform';

/** The provider said no to us, for good: asking again in the same words changes nothing. */
export class TokensRefused extends Error {
  override readonly name = 'TokensRefused';
  /** @param code as the provider named it, e.g. `invalid_grant` */
  constructor(
    readonly code: string,
    options: { cause?: unknown } = {},
  ) {
    super(`The provider refused a token: ${code}`, options);
  }
}

/** No answer, or none that means anything: it may be otherwise in a moment. */
export const tokensUnreachable = (title: string, cause: unknown): DomainError =>
  new DomainError(
    'upstream_unreachable',
    `${title} did not renew the access token just now. Try again in a moment.`,
    { cause, details: { retryAfterSeconds: 5 } },
  );

/** Why an account was not connected, as the console's address may say it. */
export type ConnectFailure =
  /** The person said no. */
  | 'denied'
  /** Unknown, used or too old. */
  | 'expired'
  /** Another browser began it. */
  | 'other_browser'
  /** Whoever began it may no longer connect accounts. */
  | 'not_allowed'
  /** The provider did not accept the code, the client or the scopes. */
  | 'refused'
  /** The answer is another server's, or not whole. */
  | 'invalid_answer'
  | 'unreachable'
  | 'failed';

export class ConnectFailed extends Error {
  override readonly name = 'ConnectFailed';
  constructor(
    readonly reason: ConnectFailure,
    options: { cause?: unknown } = {},
  ) {
    super(`An account was not connected: ${reason}`, options);
  }
}
