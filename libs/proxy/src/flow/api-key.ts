import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { DomainError } from '@renum/platform';

/** As keys are made: the prefix, then 256 bits. What looks otherwise is not worth a question. */
const FORM = /^rnm_[\w-]{43}$/;
const BEARER = /^Bearer +(\S+)$/i;

/**
 * The API key of a request, as the official clients send it: `Authorization: Bearer` or `x-api-key`.
 * @throws DomainError `unauthenticated` without one, or with two that differ
 */
export function apiKeyOf({ authorization, 'x-api-key': named }: IncomingHttpHeaders): string {
  const bearer = authorization === undefined ? undefined : BEARER.exec(authorization)?.[1];
  const found = [bearer, named].filter((key) => typeof key === 'string');
  const [key] = found;
  if (key !== undefined && FORM.test(key) && found.every((each) => each === key)) return key;
  throw new DomainError(
    'unauthenticated',
    'Send an API key of Renum (rnm_…), by Authorization: Bearer or by x-api-key.',
  );
}

/** What memory may hold instead of a key. */
export const digestOf = (key: string): string => createHash('sha256').update(key).digest('base64');
