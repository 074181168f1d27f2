import type { z } from 'zod';
import { fieldsOf, type Injection } from './manifest-injection';
import type { operation } from './manifest-operation';
import { pathPattern, relation } from './path-pattern';

interface Checked {
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
  return [
    ...hostFaults(manifest),
    ...credentialFaults(manifest),
    ...operationFaults(manifest.operations),
  ];
}

/** Names that only some networks resolve, and to whatever they please. */
const PRIVATE_NAME =
  /(?:^|\.)(?:localhost|local|internal|intranet|lan|home|corp|test|invalid|example|onion|arpa)$/;

export const isPublicName = (host: string): boolean =>
  /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}$/.test(host) && !PRIVATE_NAME.test(host);

function* hostFaults({ baseUrl, hosts, needsBaseUrl, kind, dialect }: Checked): Generator<string> {
  if (needsBaseUrl === (baseUrl !== undefined)) yield 'either baseUrl or needsBaseUrl';
  if (baseUrl !== undefined) {
    const { hostname, port, username, search, hash } = new URL(baseUrl);
    if (!hosts.includes(hostname)) yield 'hosts must hold the host of baseUrl';
    if (port || username || search || hash || baseUrl.endsWith('/')) yield 'a plain baseUrl';
  }
  for (const host of hosts) if (!isPublicName(host)) yield `${host} is not a public name`;
  if (needsBaseUrl && hosts.length > 0) yield 'with needsBaseUrl the tenant names the host';
  if ((kind === 'llm') !== (dialect !== undefined)) yield 'an llm, and only it, has a dialect';
}

function* credentialFaults({ credential, injections, fixedHeaders }: Checked): Generator<string> {
  const names = credential.fields.map(({ name }) => name);
  const used = injections.flatMap(fieldsOf);
  if (new Set(names).size !== names.length) yield 'names of credential fields must be unique';
  for (const name of used) if (!names.includes(name)) yield `there is no credential field ${name}`;
  for (const name of names) if (!used.includes(name)) yield `nothing uses the field ${name}`;
  if (credential.kind === 'basic' && names.length !== 2) yield 'basic is a name and a password';
  if ((credential.kind === 'apiKey' || credential.kind === 'bearer') && names.length !== 1)
    yield `${credential.kind} is one field`;
  const places = injections.map(placeOf);
  if (new Set(places).size !== places.length) yield 'two injections in one place';
  for (const place of places)
    if (place.startsWith('header ') && place.slice(7) in fixedHeaders)
      yield `${place} is fixed as well as injected`;
}

function placeOf(each: Injection): string {
  if (each.type === 'bearer' || each.type === 'basic') return 'header authorization';
  return each.type === 'path' ? 'path' : `${each.type} ${each.name}`;
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
}
