import type { CustomOperation } from '@renum/contracts';
import { DomainError } from '@renum/platform';
import { MAX_OWN_OPERATIONS, readOpenApi, type NewOwnProvider } from '@renum/providers';
import type { CreateProviderBody } from './providers.dto';

/**
 * What a request wants stored. What it says itself stands before what its file says.
 * @throws DomainError `validation_failed`
 */
export function newProviderOf(body: CreateProviderBody): NewOwnProvider {
  const { title, baseUrl, docsUrl, auth, operations, openapi, operationIds } = body;
  if (openapi === undefined)
    return {
      source: 'form',
      title: needed('title', title),
      baseUrl: needed('baseUrl', baseUrl),
      docsUrl,
      auth: needed('auth', auth),
      operations: needed('operations', operations),
    };
  const file = readOpenApi(openapi);
  return {
    source: 'openapi',
    title: title ?? file.title,
    baseUrl: needed('baseUrl', baseUrl ?? file.baseUrls[0]),
    docsUrl,
    auth: needed('auth', auth ?? file.auth),
    operations: chosen(file.operations, operationIds),
  };
}

function chosen(
  operations: readonly CustomOperation[],
  ids: readonly string[] | undefined,
): CustomOperation[] {
  const known = new Map(operations.map((each) => [each.id, each]));
  const wanted = ids ? [...new Set(ids)] : [...known.keys()];
  const missing = wanted.filter((id) => !known.has(id));
  if (missing.length > 0)
    throw invalid('operationIds', `The file has no operation ${missing.slice(0, 5).join(', ')}.`);
  if (wanted.length > MAX_OWN_OPERATIONS)
    throw invalid(
      'operationIds',
      `The file has ${wanted.length} operations; choose at most ${MAX_OWN_OPERATIONS}.`,
    );
  return wanted.flatMap((id) => known.get(id) ?? []);
}

function needed<T>(path: string, value: T | undefined): T {
  if (value !== undefined) return value;
  throw invalid(path, `The file does not say it: give \`${path}\` yourself.`);
}

const invalid = (path: string, message: string): DomainError =>
  new DomainError('validation_failed', message, { details: { errors: [{ path, message }] } });
