import type { CustomProviderAuth } from '@renum/contracts';
import { isRecord, type Json } from './parse-text';
import type { References } from './references';

/** Where a document's keys go, if one of its schemes can be used. The one it asks for first wins. */
export function authOf(
  document: Json,
  references: References,
  warnings: string[],
): CustomProviderAuth | undefined {
  const components = isRecord(document['components']) ? document['components'] : {};
  const schemes = isRecord(components['securitySchemes']) ? components['securitySchemes'] : {};
  const asked = (Array.isArray(document['security']) ? (document['security'] as unknown[]) : [])
    .filter(isRecord)
    .flatMap((each) => Object.keys(each));
  for (const name of new Set([...asked, ...Object.keys(schemes)])) {
    const scheme = references.resolve(Object.hasOwn(schemes, name) ? schemes[name] : undefined);
    if (!scheme) continue;
    const auth = schemeAuth(scheme);
    if (!auth) {
      warnings.push(`The security scheme "${name}" (${described(scheme)}) cannot be used.`);
      continue;
    }
    if (scheme['type'] === 'oauth2' || scheme['type'] === 'openIdConnect')
      warnings.push(`"${name}" is OAuth 2: give an access token, which is sent as a bearer token.`);
    return auth;
  }
  warnings.push('The file does not say where a key goes: choose it yourself.');
  return undefined;
}

function schemeAuth(scheme: Json): CustomProviderAuth | undefined {
  const { type, name, in: where } = scheme;
  const httpScheme = typeof scheme['scheme'] === 'string' ? scheme['scheme'].toLowerCase() : '';
  switch (type) {
    case 'oauth2':
    case 'openIdConnect':
      return { type: 'bearer' };
    case 'http':
      if (httpScheme === 'bearer') return { type: 'bearer' };
      return httpScheme === 'basic' ? { type: 'basic' } : undefined;
    case 'apiKey':
      if (typeof name !== 'string') return undefined;
      if (where === 'header' && /^[A-Za-z0-9-]+$/.test(name))
        return { type: 'header', name: name.toLowerCase() };
      return where === 'query' && /^[A-Za-z0-9_.-]+$/.test(name)
        ? { type: 'query', name }
        : undefined;
    default:
      return undefined;
  }
}

const described = ({ type, in: where, scheme }: Json): string =>
  [type, scheme ?? where].filter((each) => typeof each === 'string').join(' ');
