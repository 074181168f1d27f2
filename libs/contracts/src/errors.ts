/**
 * Every error that crosses a process carries one of these codes. The HTTP status each one maps to
 * lives beside it, so that REST, Socket.IO and the data plane cannot disagree.
 */
export const ERROR_STATUS = {
  // The request
  validation_failed: 422,
  malformed_request: 400,
  not_found: 404,
  conflict: 409,
  idempotency_key_reused: 422,
  illegal_transition: 409,
  payload_too_large: 413,
  too_many_requests: 429,
  // Who asks
  unauthenticated: 401,
  invalid_credentials: 401,
  session_reused: 401,
  forbidden: 403,
  tenant_suspended: 403,
  tenant_context_missing: 500,
  // Vault and providers
  credential_missing: 424,
  credential_revoked: 424,
  credential_expired: 424,
  secret_unreadable: 500,
  audit_unavailable: 503,
  provider_unknown: 404,
  base_url_refused: 422,
  // Data plane
  operation_not_allowed: 403,
  approval_denied: 403,
  approval_expired: 403,
  connection_unapproved: 403,
  authorization_needed: 424,
  destination_refused: 403,
  limit_exceeded: 402,
  payments_unavailable: 501,
  wallet_empty: 402,
  run_not_active: 409,
  upstream_unreachable: 502,
  upstream_timeout: 504,
  response_too_large: 502,
  overloaded: 503,
  // Runs and sandboxes
  fenced: 409,
  sandbox_unavailable: 503,
  file_not_readable: 422,
  internal: 500,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

/** An RFC 9457 problem document; `code` is the machine-readable part. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: ErrorCode;
  detail: string;
  /** The id that the logs carry for this request. */
  requestId?: string;
  /** Field errors of a refused body: JSON path and what is wrong with it. */
  errors?: { path: string; message: string }[];
}
