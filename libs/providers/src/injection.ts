import { DomainError } from '@renum/platform';
import type { ProviderManifest } from './manifest';
import { injectedForm, parameterName } from './form-body';
import { secretFields, secretValues } from './secret-fields';
import { signedNames, signerOf, type Signer } from './signature';

/** A credential's parts in the places where its provider expects them. */
export interface Injected {
  /** Lower-case names; a caller's own headers of these names must not go out. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Sent where the caller has none of that name. */
  readonly defaultHeaders: readonly (readonly [name: string, value: string])[];
  readonly query: readonly (readonly [name: string, value: string])[];
  /** Parameters of the caller that must not go out. */
  readonly dropQuery: ReadonlySet<string>;
  readonly body: readonly (readonly [name: string, value: string])[];
  /** What is reckoned from each request as it goes out; see `signatures`. */
  readonly signers: readonly Signer[];
  /** Between the base URL's path and the operation's. */
  readonly pathPrefix: string;
  /** Every text that must never come back. */
  readonly secrets: readonly string[];
}

type Described = Pick<
  ProviderManifest,
  'title' | 'credential' | 'injections' | 'fixedHeaders' | 'defaultHeaders' | 'dropQuery'
>;

/**
 * Puts an opened secret where the manifest wants it.
 * @throws DomainError `validation_failed` when the secret does not have the provider's form
 */
export function injectedInto(manifest: Described, secret: string): Injected {
  const fields = secretFields(manifest, secret);
  const of = (name: string): string => fields[name] ?? '';
  const headers: [string, string][] = Object.entries(manifest.fixedHeaders);
  const query: [string, string][] = [];
  const body: [string, string][] = [];
  const signers: Signer[] = [];
  let pathPrefix = '';
  for (const each of manifest.injections) {
    switch (each.type) {
      case 'bearer':
        headers.push(['authorization', `Bearer ${of(each.field)}`]);
        break;
      case 'header':
        headers.push([each.name, each.prefix + of(each.field)]);
        break;
      case 'basic': {
        const password = each.password === undefined ? '' : of(each.password);
        const pair = Buffer.from(`${of(each.username)}:${password}`, 'utf8');
        headers.push(['authorization', `Basic ${pair.toString('base64')}`]);
        break;
      }
      case 'query':
        query.push([each.name, of(each.field)]);
        break;
      case 'body':
        body.push([each.name, of(each.field)]);
        break;
      case 'signed':
        signers.push(signerOf(each, fields));
        break;
      case 'path':
        pathPrefix = each.template.replace(/\{(\w+)\}/, (_, name: string) => inPath(of(name)));
        break;
      default: {
        const never: never = each;
        throw new Error(String(never));
      }
    }
  }
  return {
    headers,
    defaultHeaders: Object.entries(manifest.defaultHeaders),
    query,
    dropQuery: new Set([
      ...manifest.dropQuery,
      ...query.map(([name]) => name),
      ...signers.flatMap(({ rule }) => signedNames(rule, 'query')),
    ]),
    body,
    signers,
    pathPrefix,
    secrets: secretValues(manifest, secret, fields),
  };
}

/** The caller's query without what it may not say, and with what is injected. */
export function injectedQuery({ query, dropQuery }: Injected, own: string): string {
  if (query.length === 0 && dropQuery.size === 0) return own;
  const kept = own
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '' && !dropQuery.has(parameterName(pair)));
  const added = query.map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const all = [...kept, ...added];
  return all.length > 0 ? `?${all.join('&')}` : '';
}

const FORM = 'application/x-www-form-urlencoded';

/**
 * A body with the injected fields: a form where `contentType` says so, else JSON. A caller's own of
 * these names are replaced in JSON, and refused in a form.
 * @throws DomainError `malformed_request` when there is no one object to put them in
 */
export function injectedBody(
  { body: fields }: Pick<Injected, 'body'>,
  own: Buffer,
  contentType?: string,
): Buffer {
  if (fields.length === 0) return own;
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  if (type === FORM) return injectedForm(fields, own);
  const object = own.length === 0 ? {} : parsed(own);
  return Buffer.from(JSON.stringify({ ...object, ...Object.fromEntries(fields) }));
}

function parsed(body: Buffer): object {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch (cause) {
    throw new DomainError('malformed_request', 'The body is not JSON.', { cause });
  }
  throw new DomainError('malformed_request', 'The body is not one JSON object.');
}

/** A secret that were more than one segment would choose another operation. */
function inPath(value: string): string {
  if (/^[A-Za-z0-9._~:@-]+$/.test(value) && !/^\.+$/.test(value)) return value;
  throw new DomainError('validation_failed', 'The credential cannot be part of a path.');
}
