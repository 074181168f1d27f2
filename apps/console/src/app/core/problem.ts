import { HttpErrorResponse } from '@angular/common/http';
import type { ErrorCode, Problem } from '@renum/contracts';
import { fieldSentence } from './field-words';

/** What went wrong, ready to be shown. */
export interface Failure {
  status: number;
  /** Absent when no problem document came: the network, a proxy in between, a bug of ours. */
  code?: ErrorCode;
  message: string;
  /** What is wrong with which field, a sentence each. */
  faults: readonly string[];
}

/** Texts that say more to a person than the API's own detail does. */
const CLEARER: Partial<Record<ErrorCode, string>> = {
  invalid_credentials: 'This email and password do not match.',
  forbidden: 'Your role does not allow this. Ask an owner or admin of the tenant.',
  tenant_suspended: 'This tenant is suspended. Contact the operator of this platform.',
  wallet_empty: 'The prepaid credit is used up. Top up the wallet to go on.',
  too_many_requests: 'Too many attempts. Wait a moment and try again.',
  overloaded: 'Renum is busy at the moment. Try again in a few seconds.',
};

/** What the API says where the fields say the rest. */
const ANY_FIELD = 'The request has fields that are not valid.';

/** Turns anything thrown into something that can be shown. */
export function failureOf(error: unknown): Failure {
  if (error instanceof HttpErrorResponse) return ofResponse(error);
  const message = error instanceof Error ? error.message : 'Something unexpected happened.';
  return { status: 0, message, faults: [] };
}

function ofResponse({ status, error }: HttpErrorResponse): Failure {
  const problem = isProblem(error) ? error : undefined;
  if (!problem) {
    const message =
      status === 0
        ? 'Renum does not answer. Check your connection and try again.'
        : `The server answered ${status}. Try again; if it stays, look at its log.`;
    return { status, message, faults: [] };
  }
  const text = CLEARER[problem.code] ?? (problem.detail || problem.title);
  // What is wrong with a field is said once, also where the message says it already.
  const faults = (problem.errors ?? [])
    .filter(({ message }) => !text.includes(message))
    .map(({ path, message }) => fieldSentence(path, message));
  const message = faults.length > 0 && text === ANY_FIELD ? 'Please look at this again:' : text;
  return { status, code: problem.code, message, faults: [...new Set(faults)] };
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'title' in body;
}
