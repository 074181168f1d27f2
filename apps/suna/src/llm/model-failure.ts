import { types } from 'node:util';
import Anthropic from '@anthropic-ai/sdk';
import type { FallbackCause } from '@renum/contracts';
import OpenAI from 'openai';

export type ModelFailureKind =
  /** The proxy refused to spend more. */
  | 'budget'
  /** The tenant has no usable key for the provider. */
  | 'credential_missing'
  /** The run is no longer running for the platform. */
  | 'run_not_active'
  | 'context_too_long'
  /** The server wants the request in another form (a parameter it does not know). */
  | 'bad_request'
  /** The answer broke off midway; asking again may help. */
  | 'interrupted'
  | 'rate_limited'
  /** The provider fails, or cannot be reached. */
  | 'unavailable'
  | 'timeout'
  /** The provider takes no such request: an unknown model, a wrong key. */
  | 'refused'
  /** Nothing that another model would do better. */
  | 'fatal';

/** Why a model gave no answer, in a sentence a person can act on. */
export class ModelFailure extends Error {
  override readonly name = 'ModelFailure';

  constructor(
    readonly kind: ModelFailureKind,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** For which setting of the agent the next model takes over; undefined: for none. */
export const causeOf = (kind: ModelFailureKind): FallbackCause | undefined => {
  switch (kind) {
    case 'rate_limited':
    case 'unavailable':
    case 'timeout':
    case 'refused':
      return kind;
    case 'interrupted':
      return 'unavailable';
    case 'context_too_long':
      return 'context_window';
    case 'credential_missing':
    case 'bad_request':
      return 'refused';
    case 'budget':
    case 'run_not_active':
    case 'fatal':
      return undefined;
    default:
      return kind satisfies never;
  }
};

const KIND_OF_CODE: Readonly<Record<string, ModelFailureKind>> = {
  limit_exceeded: 'budget',
  wallet_empty: 'budget',
  credential_missing: 'credential_missing',
  credential_revoked: 'credential_missing',
  credential_expired: 'credential_missing',
  run_not_active: 'run_not_active',
  // Whatever the model, the next answer would be the same.
  unauthenticated: 'fatal',
  tenant_suspended: 'fatal',
  context_length_exceeded: 'context_too_long',
};

const TOO_LONG =
  /maximum context length|context (window|length|size)|prompt is too long|too many (input )?tokens/i;

/**
 * Sorts whatever an SDK threw. Both SDKs' errors carry `status` and the parsed body in `error`;
 * OpenAI's holds the inner error object, Anthropic's the whole body.
 */
export const toModelFailure = (error: unknown, midStream: boolean): ModelFailure => {
  if (error instanceof ModelFailure) return error;
  const status = numberAt(error, 'status');
  const body = valueAt(error, 'error');
  const inner = valueAt(body, 'error') ?? body;
  const code = stringAt(inner, 'code') ?? stringAt(body, 'code');
  const message = stringAt(inner, 'message') ?? stringAt(body, 'detail') ?? messageOf(error);
  const failure = (kind: ModelFailureKind, text: string): ModelFailure =>
    new ModelFailure(kind, text, { cause: error });

  const known = code === undefined ? undefined : KIND_OF_CODE[code];
  if (known) return failure(known, message);
  if (status === undefined) {
    return midStream
      ? failure('interrupted', `The model's answer broke off: ${message}`)
      : failure(isTimeout(error) ? 'timeout' : 'unavailable', unreached(message));
  }
  const text = `The model's provider answered ${status}: ${message}`;
  if (status === 424) return failure('credential_missing', message);
  if ((status === 400 || status === 413) && TOO_LONG.test(message)) {
    return failure('context_too_long', text);
  }
  if (status === 400 || status === 422) return failure('bad_request', text);
  return failure(kindOfStatus(status), text);
};

const unreached = (message: string): string => `The model could not be reached: ${message}`;

const isTimeout = (error: unknown): boolean =>
  error instanceof OpenAI.APIConnectionTimeoutError ||
  error instanceof Anthropic.APIConnectionTimeoutError;

const kindOfStatus = (status: number): ModelFailureKind => {
  if (status === 429) return 'rate_limited';
  if (status === 408 || status === 504) return 'timeout';
  return status >= 500 ? 'unavailable' : 'refused';
};

const valueAt = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
const stringAt = (value: unknown, key: string): string | undefined => {
  const found = valueAt(value, key);
  return typeof found === 'string' && found !== '' ? found : undefined;
};
const numberAt = (value: unknown, key: string): number | undefined => {
  const found = valueAt(value, key);
  return typeof found === 'number' ? found : undefined;
};

/** `fetch failed` alone helps nobody: the cause below it says what happened. */
const messageOf = (error: unknown): string => {
  if (!types.isNativeError(error)) return String(error);
  const cause = error.cause === undefined ? '' : messageOf(error.cause);
  return cause === '' || error.message.includes(cause)
    ? error.message
    : `${error.message} (${cause})`;
};
