import type { CustomOperation, CustomProviderAuth } from '@renum/contracts';
import { DomainError } from '@renum/platform';
import { providerManifest, type ProviderManifest, type ProviderManifestInput } from '../manifest';
import { TOOL_LIMITS } from '../catalogue/operations';
import { pathTemplate, pathPattern } from '../path-pattern';
import { pathFault, patternOf } from './own-path';

export const MAX_OWN_OPERATIONS = 500;
/** As stored; every run that is granted one loads it. */
const MAX_MANIFEST_BYTES = 1024 * 1024;

export interface OwnProvider {
  title: string;
  baseUrl: string;
  docsUrl?: string;
  auth: CustomProviderAuth;
  operations: readonly CustomOperation[];
}

/**
 * The manifest of a tenant's own provider: the same schema as the catalogue's, so that nothing
 * downstream knows the difference.
 * @throws DomainError `validation_failed`, with the field that is wrong
 */
export function ownManifest(id: string, own: OwnProvider): ProviderManifestInput {
  const { title, docsUrl, auth, operations } = own;
  const baseUrl = plainBaseUrl(own.baseUrl);
  const faults = operations.flatMap(({ path }, index) => {
    const fault = pathFault(path);
    return fault ? [{ path: `operations.${index}.path`, message: fault }] : [];
  });
  if (faults.length > 0) throw invalid(faults);
  const input: ProviderManifestInput = {
    id,
    title,
    kind: 'tool',
    category: 'own',
    docsUrl: docsUrl ?? baseUrl,
    secretLabel: auth.type === 'basic' ? 'User name and password' : 'Key',
    baseUrl,
    hosts: [new URL(baseUrl).hostname],
    needsBaseUrl: false,
    ...placesOf(auth),
    operations: operations.map((each) => ({ ...each, path: patternOf(each.path) })),
    test: testOf(operations),
    limits: TOOL_LIMITS,
  };
  if (Buffer.byteLength(JSON.stringify(input)) > MAX_MANIFEST_BYTES)
    throw invalid([{ path: 'operations', message: 'Together they are longer than 1 MB.' }]);
  const { error } = providerManifest.safeParse(input);
  if (!error) return input;
  throw invalid(
    error.issues
      .slice(0, 20)
      .map(({ path, message }) => ({ path: path.map(String).join('.'), message })),
  );
}

/** What a stored manifest was made of. */
export function ownProviderOf(manifest: ProviderManifest): OwnProvider {
  const { title, baseUrl = '', docsUrl, injections, operations } = manifest;
  const [injection] = injections;
  return {
    title,
    baseUrl,
    ...(docsUrl !== baseUrl && { docsUrl }),
    auth: authOf(injection),
    operations: operations.map(
      ({ id, title: name, description, method, path, access, safeToRetry, input }) => ({
        id,
        title: name,
        ...(description !== undefined && { description }),
        method,
        path: pathTemplate(pathPattern(path)),
        access,
        safeToRetry,
        ...(input && { input }),
      }),
    ),
  };
}

function placesOf(
  auth: CustomProviderAuth,
): Pick<ProviderManifestInput, 'credential' | 'injections'> {
  switch (auth.type) {
    case 'bearer':
      return { injections: [{ type: 'bearer' }] };
    case 'header':
      return { injections: [{ ...auth, name: auth.name.toLowerCase() }] };
    case 'query':
      return { injections: [auth] };
    case 'basic':
      return {
        credential: {
          kind: 'basic',
          fields: [
            { name: 'username', label: 'User name', secret: false },
            { name: 'password', label: 'Password' },
          ],
        },
        injections: [{ type: 'basic', password: 'password' }],
      };
    default: {
      const never: never = auth;
      throw new Error(String(never));
    }
  }
}

function authOf(injection: ProviderManifest['injections'][number] | undefined): CustomProviderAuth {
  switch (injection?.type) {
    case 'header': {
      const { name, prefix } = injection;
      return { type: 'header', name, ...(prefix !== '' && { prefix }) };
    }
    case 'query':
      return { type: 'query', name: injection.name };
    case 'basic':
      return { type: 'basic' };
    default:
      return { type: 'bearer' };
  }
}

/** A read that can be sent as it is; without one, the root: any answer but a refusal is a yes. */
function testOf(operations: readonly CustomOperation[]): ProviderManifestInput['test'] {
  const plain = operations.find(
    ({ method, path, access, input }) =>
      method === 'GET' && access === 'read' && !path.includes('{') && !input?.requiredQuery?.length,
  );
  return { method: 'GET', path: plain?.path ?? '/', free: false };
}

/** One spelling. Where it leads is judged at each dial: a public name can point inside tomorrow. */
function plainBaseUrl(text: string): string {
  const url = URL.parse(text.trim());
  const why = !url
    ? 'It is no absolute URL.'
    : url.protocol !== 'https:' && url.protocol !== 'http:'
      ? 'It must begin with https://.'
      : url.username || url.password
        ? 'It must not hold a user name or password.'
        : /[?#]/.test(text)
          ? 'It must not have a query or fragment.'
          : /%|\/\/|\/\.\.?(\/|$)/.test(url.pathname) || url.pathname.length > 500
            ? 'Its path must be plain and short.'
            : undefined;
  if (!url || why) throw invalid([{ path: 'baseUrl', message: why ?? '' }]);
  return url.href.replace(/\/+$/, '');
}

const invalid = (errors: { path: string; message: string }[]): DomainError => {
  const [first] = errors;
  const said = first ? `${first.path}: ${first.message}` : '';
  return new DomainError('validation_failed', `The provider cannot be made so. ${said}`, {
    details: { errors },
  });
};
