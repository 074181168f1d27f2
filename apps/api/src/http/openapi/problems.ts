import type { OpenAPIObject } from '@nestjs/swagger';
import { ERROR_STATUS, type ErrorCode } from '@renum/contracts';
import { problemTitle, problemType } from '../problem';

export type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

export const PROBLEM_SCHEMA = {
  type: 'object',
  description: 'An RFC 9457 problem document.',
  required: ['type', 'title', 'status', 'code', 'detail'],
  properties: {
    type: { type: 'string', example: problemType('not_found') },
    title: { type: 'string', example: problemTitle('not_found') },
    status: { type: 'integer', example: 404 },
    code: { type: 'string', enum: Object.keys(ERROR_STATUS), example: 'not_found' },
    detail: { type: 'string' },
    requestId: { type: 'string', description: 'Also in the header x-request-id and in the logs.' },
    errors: {
      type: 'array',
      description: 'The fields that were refused.',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: { path: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
};

const SENTENCES: Partial<Record<ErrorCode, string>> = {
  unauthenticated: 'Sign in first.',
  forbidden: 'Your role does not allow this.',
  not_found: 'There is nothing here under this id.',
  conflict: 'Something else already stands in its place.',
  validation_failed: 'The request has fields that are not valid.',
  too_many_requests: 'Slow down and try again.',
  internal: 'Something went wrong on our side.',
};

function responseOf(code: ErrorCode) {
  const detail = SENTENCES[code] ?? problemTitle(code);
  const status = ERROR_STATUS[code];
  const example = { type: problemType(code), title: problemTitle(code), status, code, detail };
  const errors = [{ path: 'name', message: 'Required' }];
  return {
    description: detail,
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        example: code === 'validation_failed' ? { ...example, errors } : example,
      },
    },
  };
}

/** A public route requires nothing: one requirement, and it is empty. */
const isPublic = (operation: Operation): boolean =>
  operation.security?.some((requirement) => Object.keys(requirement).length === 0) ?? false;

function refusalsOf(path: string, operation: Operation): ErrorCode[] {
  const codes: ErrorCode[] = ['too_many_requests', 'internal'];
  if (!isPublic(operation)) codes.push('unauthenticated', 'forbidden');
  if (path.includes('{')) codes.push('not_found');
  const queried = operation.parameters?.some((p) => 'in' in p && p.in === 'query') ?? false;
  if (operation.requestBody || queried) codes.push('validation_failed');
  if (operation.requestBody) codes.push('conflict');
  return codes;
}

/** Says what a refusal of this operation looks like, unless its controller has said so itself. */
export function addProblems(path: string, operation: Operation): void {
  for (const code of refusalsOf(path, operation)) {
    operation.responses[String(ERROR_STATUS[code])] ??= responseOf(code);
  }
}
