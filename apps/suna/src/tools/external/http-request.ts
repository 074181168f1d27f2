import type { HttpOperation } from '@renum/contracts';
import { isRecord } from '../../llm/tool-arguments';
import { ToolError } from '../tool';

/** What of a call goes where. */
export interface HttpRequest {
  method: string;
  /** Below the provider, with its query. */
  target: string;
  headers: Record<string, string>;
  body?: string;
}

/**
 * Puts a tool's input where its operation has it: the path, the query, the body. What fits nowhere
 * goes where the operation still has room, because models flatten what is nested.
 * @throws ToolError for a value that a path cannot hold
 */
export function httpRequest(operation: HttpOperation, input: Record<string, unknown>): HttpRequest {
  const { method, pathParameters, queryParameters, body: kind } = operation;
  const { known, query, body, loose } = sorted(operation, input);
  const inBody = kind !== 'none' && body === undefined && Object.keys(loose).length > 0;
  const path = filled(
    operation.path,
    Object.fromEntries(pathParameters.map((name) => [name, known[name]])),
  );
  const asked = {
    ...Object.fromEntries(queryParameters.map((name) => [name, known[name]])),
    ...query,
    ...(!inBody && kind === 'none' && loose),
  };
  const search = queryText(asked);
  const headers: Record<string, string> = { accept: 'application/json, text/*;q=0.9, */*;q=0.5' };
  const request = { method, target: path + (search && `?${search}`), headers };
  const sent = inBody ? loose : body;
  if (kind === 'none' || sent === undefined) return request;
  headers['content-type'] =
    kind === 'form' ? 'application/x-www-form-urlencoded' : 'application/json';
  return { ...request, body: kind === 'form' ? formText(sent) : JSON.stringify(sent) };
}

function sorted(
  { pathParameters, queryParameters, body: kind }: HttpOperation,
  input: Record<string, unknown>,
) {
  const known: Record<string, unknown> = {};
  const loose: Record<string, unknown> = {};
  let query: Record<string, unknown> = {};
  let body: unknown;
  for (const [name, value] of Object.entries(input)) {
    if (pathParameters.includes(name) || queryParameters.includes(name)) known[name] = value;
    else if (name === 'body' && kind !== 'none') body = value;
    else if (name === 'query' && isRecord(value)) query = value;
    else loose[name] = value;
  }
  return { known, query, body, loose };
}

/** What the data plane takes in a path as it is; there is no encoding that all servers read alike. */
const PLAIN = /^[A-Za-z0-9._~:@!$&'()*+,=-]+$/;

function filled(template: string, values: Record<string, unknown>): string {
  return template.replaceAll(/\{(\w+)(\*?)\}/g, (_, name: string, star: string) => {
    const value = values[name];
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
      throw new ToolError(`The call was not made: ${name} is missing, or is no text.`);
    const text = star ? String(value).replace(/^\/+/, '') : String(value);
    const segments = star ? text.split('/') : [text];
    for (const segment of segments)
      if (!PLAIN.test(segment) || segment === '.' || segment === '..')
        throw new ToolError(
          `The call was not made: "${text}" cannot be ${name}, which is part of the address. ` +
            "It may hold letters, digits and ._~:@!$&'()*+,=- only" +
            (star ? ', and single slashes.' : ', and no slash.'),
        );
    return segments.join('/');
  });
}

/** Lists are repeated; what is nested is sent as JSON. */
function queryText(values: Record<string, unknown>): string {
  return Object.entries(values)
    .flatMap(([name, value]) =>
      (Array.isArray(value) ? (value as unknown[]) : [value]).flatMap((each) =>
        each === undefined || each === null ? [] : `${encoded(name)}=${encoded(textOf(each))}`,
      ),
    )
    .join('&');
}

/** As PHP and Rails read it, and Stripe wants it: `a[b]=1`, `a[0]=1`. */
function formText(body: unknown): string {
  const pairs: string[] = [];
  const add = (name: string, value: unknown): void => {
    if (value === undefined || value === null) return;
    if (typeof value === 'object')
      for (const [key, each] of Object.entries(value)) add(name ? `${name}[${key}]` : key, each);
    else pairs.push(`${encoded(name)}=${encoded(textOf(value))}`);
  };
  if (!isRecord(body)) throw new ToolError('The call was not made: body must be an object.');
  add('', body);
  return pairs.join('&');
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '');

/** Also what the data plane's query rules leave to us: it takes printable ASCII. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
