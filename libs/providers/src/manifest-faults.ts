import { OWN_PROVIDER } from '@renum/contracts';
import type { z } from 'zod';
import { fieldsOf, placesOf, type Injection } from './manifest-injection';
import type { operation } from './manifest-operation';
import { describesObject, schemaFaults } from './json-schema';
import { parameterNames, pathPattern, relation } from './path-pattern';

interface Checked {
  id: string;
  baseUrl?: string;
  hosts: string[];
  needsBaseUrl: boolean;
  kind: 'llm' | 'tool';
  dialect?: 'openai' | 'anthropic';
  credential: { kind: string; fields: { name: string }[] };
  injections: Injection[];
  fixedHeaders: Record<string, string>;
  operations: z.infer<typeof operation>[];
}

/** What the shape alone cannot tell: the rules between the parts of a manifest. */
export function manifestFaults(manifest: Checked): string[] {
  const own = OWN_PROVIDER.test(manifest.id);
  return [
    ...(own ? ownHostFaults(manifest) : hostFaults(manifest)),
    ...credentialFaults(manifest),
    ...operationFaults(manifest.operations),
  ];
}

/** Names that only some networks resolve, and to whatever they please. */
const PRIVATE_NAME =
  /(?:^|\.)(?:localhost|local|internal|intranet|lan|home|corp|test|invalid|example|onion|arpa)$/;

export const isPublicName = (host: string): boolean =>
  /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}$/.test(host) && !PRIVATE_NAME.test(host);

function* hostFaults(manifest: Checked): Generator<string> {
  const { id, baseUrl, hosts, needsBaseUrl, kind, dialect } = manifest;
  if (needsBaseUrl === (baseUrl !== undefined)) yield 'either baseUrl or needsBaseUrl';
  if (id.startsWith('own-')) yield 'ids that begin with own- are for tenants';
  if (baseUrl !== undefined) {
    if (!baseUrl.startsWith('https:')) yield 'baseUrl must be https';
    const { hostname, port, username, search, hash } = new URL(baseUrl);
    if (!hosts.includes(hostname)) yield 'hosts must hold the host of baseUrl';
    if (port || username || search || hash || baseUrl.endsWith('/')) yield 'a plain baseUrl';
  }
  for (const host of hosts) if (!isPublicName(host)) yield `${host} is not a public name`;
  if (needsBaseUrl && hosts.length > 0) yield 'with needsBaseUrl the tenant names the host';
  if ((kind === 'llm') !== (dialect !== undefined)) yield 'an llm, and only it, has a dialect';
}

/**
 * A tenant's own provider may be near, where the operator lists its host: what may be dialled is
 * judged at each dial. Its key still goes to one place only.
 */
function* ownHostFaults({ baseUrl, hosts, needsBaseUrl, kind }: Checked): Generator<string, void> {
  if (baseUrl === undefined || needsBaseUrl) {
    yield 'an own provider has its base URL';
    return;
  }
  const { hostname, username, password, search, hash } = new URL(baseUrl);
  if (hosts.length !== 1 || hosts[0] !== hostname) yield 'hosts must be the host of baseUrl';
  if (username || password || search || hash || baseUrl.endsWith('/')) yield 'a plain baseUrl';
  if (kind !== 'tool') yield 'an own provider is a tool';
}

const FRAMING =
  /^header (?:host|connection|content-length|content-type|transfer-encoding|te|trailer|upgrade|expect|keep-alive|(?:proxy|x-renum)-.*)$/;

function* credentialFaults({ credential, injections, fixedHeaders }: Checked): Generator<string> {
  const names = credential.fields.map(({ name }) => name);
  const used = injections.flatMap(fieldsOf);
  if (new Set(names).size !== names.length) yield 'names of credential fields must be unique';
  for (const name of used) if (!names.includes(name)) yield `there is no credential field ${name}`;
  for (const name of names) if (!used.includes(name)) yield `nothing uses the field ${name}`;
  for (const each of injections)
    if (each.type === 'signed' && each.parts.includes('timestamp') && !each.timestamp)
      yield 'a timestamp is signed that is not sent';
  if (credential.kind === 'basic' && names.length !== 2) yield 'basic is a name and a password';
  if ((credential.kind === 'apiKey' || credential.kind === 'bearer') && names.length !== 1)
    yield `${credential.kind} is one field`;
  const places = injections.flatMap(placesOf);
  if (new Set(places).size !== places.length) yield 'two injections in one place';
  for (const place of places)
    if (FRAMING.test(place)) yield `${place} says where a request goes or ends`;
  for (const place of places)
    if (place.startsWith('header ') && place.slice(7) in fixedHeaders)
      yield `${place} is fixed as well as injected`;
}

function* operationFaults(operations: Checked['operations']): Generator<string> {
  if (new Set(operations.map((each) => each.id)).size !== operations.length)
    yield 'operation ids must be unique';
  const known = operations.map((each) => ({ ...each, pattern: pathPattern(each.path) }));
  for (const [index, first] of known.entries()) {
    for (const second of known.slice(index + 1)) {
      if (first.method !== second.method) continue;
      if (relation(first.pattern, second.pattern) === 'ambiguous')
        yield `${first.id} and ${second.id} are ambiguous: ${first.path}, ${second.path}`;
    }
  }
  for (const { id, method, access } of operations)
    if (method === 'GET' && access === 'write') yield `${id}: a GET that writes`;
  for (const each of operations) yield* inputFaults(each);
}

function* inputFaults({
  id,
  method,
  path,
  input,
}: Checked['operations'][number]): Generator<string> {
  if (!input) return;
  const names = parameterNames(pathPattern(path));
  for (const name of Object.keys(input.path ?? {}))
    if (!names.includes(name)) yield `${id}: there is no :${name} in ${path}`;
  for (const name of input.requiredQuery ?? [])
    if (!Object.hasOwn(input.query ?? {}, name))
      yield `${id}: ${name} is required, but not described`;
  if (input.body && method === 'GET') yield `${id}: a GET with a body`;
  if (input.body && !describesObject(input.body)) yield `${id}: the body is no object`;
  for (const schema of [...Object.values({ ...input.path, ...input.query }), input.body ?? {}])
    for (const fault of schemaFaults(schema)) yield `${id}: ${fault}`;
}
