import { z } from 'zod';
import { fieldsOf, injection } from './manifest-injection';

/** How a tenant's OAuth 2 application gets tokens of a provider (RFC 6749, 7636, 9207). */
export const oauth2 = z.strictObject({
  /** Where a person agrees; absent where only an application of its own gets tokens. */
  authorizationUrl: z.url({ protocol: /^https?$/ }).optional(),
  tokenUrl: z.url({ protocol: /^https?$/ }),
  /** The only hosts that client secrets, codes and refresh tokens may be sent to (P1). */
  tokenHosts: z.array(z.hostname()).min(1),
  /** What its answers must say of themselves, if they say it; else the origin of `authorizationUrl`. */
  issuer: z.url().optional(),
  grants: z.array(z.enum(['authorization_code', 'client_credentials'])).min(1),
  /** Offered to choose from; any other may be asked for as well. */
  scopes: z.array(z.string().min(1)).default([]),
  defaultScopes: z.array(z.string().min(1)).default([]),
  scopeSeparator: z.enum([' ', ',']).default(' '),
  /** Proof that who began is who ends (S256). False only where the provider refuses it. */
  pkce: z.boolean().default(true),
  /** How the client secret travels to the token endpoint. */
  clientAuth: z.enum(['basic', 'post']).default('post'),
  /** Further parameters of the authorization request, e.g. `access_type: offline`. */
  extraAuthorizationParams: z.record(z.string(), z.string()).default({}),
  /** The part of the credential that the access token is; the others are entered by a person. */
  field: z.string().default('secret'),
  /** Where a token goes, when that is elsewhere than a key. */
  injections: z.array(injection).min(1).optional(),
});
export type Oauth2 = z.infer<typeof oauth2>;

const RESERVED = new Set([
  'client_id',
  'client_secret',
  'code_challenge',
  'code_challenge_method',
  'redirect_uri',
  'response_type',
  'scope',
  'state',
]);

/** What the shape alone cannot tell. `fields` are the names of the credential's parts. */
export function* oauth2Faults({
  credential,
  oauth2: block,
}: {
  credential: { fields: { name: string }[] };
  oauth2?: Oauth2;
}): Generator<string> {
  if (!block) return;
  const { authorizationUrl, tokenUrl, tokenHosts, grants, field } = block;
  for (const text of authorizationUrl === undefined ? [tokenUrl] : [authorizationUrl, tokenUrl]) {
    const url = new URL(text);
    if (url.username || url.password || url.hash) yield `${text} is not a plain URL`;
  }
  if (!tokenHosts.includes(new URL(tokenUrl).hostname))
    yield 'oauth2.tokenHosts must hold the host of tokenUrl';
  if (grants.includes('authorization_code') !== (authorizationUrl !== undefined))
    yield 'authorization_code, and only it, has an authorizationUrl';
  const known = credential.fields.map(({ name }) => name);
  if (!known.includes(field)) yield `oauth2.field: there is no credential field ${field}`;
  for (const name of (block.injections ?? []).flatMap(fieldsOf))
    if (!known.includes(name)) yield `oauth2.injections: there is no credential field ${name}`;
  for (const name of Object.keys(block.extraAuthorizationParams))
    if (RESERVED.has(name)) yield `oauth2.extraAuthorizationParams cannot set ${name}`;
}

/** A manifest as calls with an access token see it: the token goes where the provider wants tokens. */
export const withTokens = <T extends { injections: Oauth2['injections']; oauth2?: Oauth2 }>(
  manifest: T,
): T =>
  manifest.oauth2?.injections ? { ...manifest, injections: manifest.oauth2.injections } : manifest;
