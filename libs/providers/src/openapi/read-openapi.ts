import { upgrade } from '@scalar/openapi-parser';
import type { CustomOperation, OpenApiPreview } from '@renum/contracts';
import { patternOf } from '../own/own-path';
import { pathPattern, relation } from '../path-pattern';
import { operationsOf } from './operations';
import { isRecord, parseText, unreadable, type Json } from './parse-text';
import { References } from './references';
import { authOf } from './security';
import { baseUrlsOf } from './servers';
import { shortened } from './tool-schema';

const MAX_OPERATIONS = 1_000;
const MAX_WARNINGS = 200;

/**
 * Reads an OpenAPI 3.0 or 3.1 or Swagger 2.0 file, JSON or YAML, without ever leaving it.
 * @throws DomainError `validation_failed`, `payload_too_large`
 */
export function readOpenApi(text: string): OpenApiPreview {
  const document = upgraded(parseText(text));
  const references = new References(document);
  const warnings: string[] = [];
  const baseUrls = baseUrlsOf(document['servers'], warnings);
  const auth = authOf(document, references, warnings);
  const all = operationsOf(document, references, warnings);
  if (all.length === 0)
    throw unreadable(warnings.at(-1) ?? 'it describes no operation that can be a tool');
  if (all.length > MAX_OPERATIONS)
    warnings.push(`Only the first ${MAX_OPERATIONS} of ${all.length} operations are shown.`);
  const operations = distinct(all.slice(0, MAX_OPERATIONS), warnings);
  for (const reference of references.missing)
    warnings.push(`The reference ${shortened(reference, 200)} leads nowhere in this file.`);
  const info = isRecord(document['info']) ? document['info'] : {};
  return {
    title: shortened(typeof info['title'] === 'string' ? info['title'] : '', 100) || 'API',
    baseUrls,
    ...(auth && { auth }),
    operations,
    warnings: warnings.slice(0, MAX_WARNINGS).map((warning) => shortened(warning, 300)),
  };
}

/** Everything as OpenAPI 3.1, whichever version it was written in. */
function upgraded(document: Json): Json {
  const version = document['openapi'] ?? document['swagger'];
  const known = /^(?:2\.0|3\.[01](?:\.\d+)?)$/.test(String(version));
  if (!known) throw unreadable('it is neither OpenAPI 3.0 or 3.1 nor Swagger 2.0');
  if (!isRecord(document['paths'])) throw unreadable('it has no paths');
  // Base URLs of Swagger without a host would be made up.
  if (document['swagger'] && typeof document['host'] !== 'string') delete document['schemes'];
  try {
    const { specification } = upgrade(document);
    if (isRecord(specification)) return specification;
  } catch (cause) {
    throw unreadable('it has parts of another form than OpenAPI says', cause);
  }
  throw unreadable('it could not be brought to OpenAPI 3.1');
}

/** Of two operations that one call could mean, the first stays: the proxy would refuse both. */
function distinct(operations: CustomOperation[], warnings: string[]): CustomOperation[] {
  const kept: { operation: CustomOperation; pattern: ReturnType<typeof pathPattern> }[] = [];
  for (const operation of operations) {
    const pattern = pathPattern(patternOf(operation.path));
    const other = kept.find(
      (each) =>
        each.operation.method === operation.method &&
        relation(each.pattern, pattern) === 'ambiguous',
    );
    if (!other) kept.push({ operation, pattern });
    else {
      const { method, path } = operation;
      const clash = other.operation.path;
      warnings.push(`${method} ${path} is left out: it cannot be told apart from ${clash}.`);
    }
  }
  return kept.map(({ operation }) => operation);
}
