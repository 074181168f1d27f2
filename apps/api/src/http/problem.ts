import { HttpException } from '@nestjs/common';
import { ERROR_STATUS, type ErrorCode, type Problem } from '@renum/contracts';
import { DomainError } from '@renum/platform';

/** What a framework's status means in our vocabulary. */
const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'malformed_request',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  405: 'not_found',
  408: 'malformed_request',
  409: 'conflict',
  413: 'payload_too_large',
  415: 'malformed_request',
  422: 'validation_failed',
  429: 'too_many_requests',
  503: 'overloaded',
};

export const problemType = (code: ErrorCode): string => `urn:renum:problem:${code}`;

/** `not_found` → `Not found` */
export const problemTitle = (code: ErrorCode): string => {
  const words = code.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

type FieldErrors = NonNullable<Problem['errors']>;
export type ProblemDocument = Problem & { details?: Record<string, unknown> };

/** The refusal of `error` as an RFC 9457 document; what is not ours says nothing about itself. */
export function toProblem(error: unknown, requestId?: string): ProblemDocument {
  const known = asDomainError(error);
  const { errors, ...details } = known.details as { errors?: FieldErrors };
  return {
    type: problemType(known.code),
    title: problemTitle(known.code),
    status: ERROR_STATUS[known.code],
    code: known.code,
    detail: known.message,
    ...(requestId ? { requestId } : {}),
    ...(errors ? { errors } : {}),
    ...(Object.keys(details).length > 0 ? { details } : {}),
  };
}

/** Every failure in the domain's terms. Anything unforeseen is `internal` and keeps its cause. */
export function asDomainError(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  const status = statusOf(error);
  const code = status === undefined ? undefined : CODE_OF_STATUS[status];
  if (code === undefined) {
    return new DomainError('internal', 'Something went wrong on our side.', { cause: error });
  }
  return new DomainError(code, sentenceFor(code, error), { cause: error });
}

/** Nest's own exceptions, and the ones that body parsers mark with a status. */
function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  const marked = error as { status?: unknown; expose?: unknown } | null;
  if (!(error instanceof Error) || marked?.expose !== true) return undefined;
  return typeof marked.status === 'number' ? marked.status : undefined;
}

function sentenceFor(code: ErrorCode, error: unknown): string {
  if (code === 'not_found') return 'There is nothing here under this address.';
  if (code === 'malformed_request') return 'The request cannot be read.';
  return error instanceof Error ? error.message : problemTitle(code);
}
