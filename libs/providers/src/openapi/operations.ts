import type { CustomOperation, OperationInput } from '@renum/contracts';
import { pathFault, templateOf } from '../own/own-path';
import { isRecord, type Json } from './parse-text';
import type { References } from './references';
import { shortened, toolSchema } from './tool-schema';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
const OTHER_METHODS = ['head', 'options', 'trace'];
const FORM = 'application/x-www-form-urlencoded';
/** So many are looked at: references let a short file say the same thing a million times. */
const MAX_TRIED = 2_000;
const MAX_PATH = 500;
const MAX_PARAMETERS = 200;
const MAX_BODY_TYPES = 50;
/** One object, so that it is told once. */
const NOTHING: Json = Object.freeze({});

interface Parameter {
  name: string;
  in: string;
  required: boolean;
  schema: Json;
}

/** Every operation that can be offered as a tool, of the first 2000; what cannot be is told in `warnings`. */
export function operationsOf(
  document: Json,
  references: References,
  warnings: string[],
): CustomOperation[] {
  const paths = isRecord(document['paths']) ? document['paths'] : {};
  const ids = new Set<string>();
  let tried = 0;
  return Object.entries(paths).flatMap(([path, value]) => {
    if (tried > MAX_TRIED) return [];
    const item = references.resolve(value);
    if (!item) return [];
    for (const method of OTHER_METHODS)
      if (item[method])
        warnings.push(`${method.toUpperCase()} ${path} is left out: no such tools.`);
    return METHODS.flatMap((method) => {
      const operation = item[method];
      if (!isRecord(operation)) return [];
      tried += 1;
      if (tried > MAX_TRIED) {
        if (tried === MAX_TRIED + 1)
          warnings.unshift(`Only the first ${MAX_TRIED} operations were read.`);
        return [];
      }
      const shown = path.slice(0, MAX_PATH);
      const warn = (why: string): void =>
        void warnings.push(`${method.toUpperCase()} ${shown}: ${why}`);
      const made = operationOf({ method, path, item, operation }, references, warn);
      if (!made) return [];
      const id = uniqueId(ids, idOf(operation['operationId'], method, path));
      return [{ id, ...made }];
    });
  });
}

interface Described {
  method: (typeof METHODS)[number];
  path: string;
  item: Json;
  operation: Json;
}

function operationOf(
  { method: verb, path, item, operation }: Described,
  references: References,
  warn: (why: string) => void,
): Omit<CustomOperation, 'id'> | undefined {
  if (item['servers'] || operation['servers']) {
    return void warn('left out: it has a server of its own.');
  }
  if (path.length > MAX_PATH) return void warn('left out: its path is too long.');
  const parameters = parametersOf([item['parameters'], operation['parameters']], references);
  const template = templateOf(path);
  const fault = pathFault(template.path);
  if (fault) return void warn(`left out: ${fault}.`);
  const method = verb.toUpperCase() as CustomOperation['method'];
  const body = bodyOf(operation['requestBody'], references);
  if (body === 'unknown') return void warn('left out: its body is neither JSON nor a form.');
  for (const { name, in: where } of parameters.filter(({ required }) => required)) {
    if (where === 'header' || where === 'cookie')
      warn(`it wants the ${where} "${name}", which tools cannot send.`);
  }
  const input = inputOf(parameters, template.names, method === 'GET' ? undefined : body);
  const { summary, description, operationId } = operation;
  const title = [summary, operationId].find(isWords) ?? `${method} ${path}`;
  return {
    title: shortened(title, 120),
    ...(typeof description === 'string' &&
      description.trim() !== '' && { description: shortened(description, 600) }),
    method,
    path: template.path,
    access: method === 'GET' ? 'read' : 'write',
    safeToRetry: method === 'GET' || method === 'PUT' || method === 'DELETE',
    input,
  };
}

const isWords = (value: unknown): value is string =>
  typeof value === 'string' && value.trim() !== '';

/** Those of the operation stand before those of its path. */
function parametersOf(lists: readonly unknown[], references: References): Parameter[] {
  const found = new Map<string, Parameter>();
  for (const list of lists) {
    for (const each of Array.isArray(list) ? list.slice(0, MAX_PARAMETERS) : []) {
      const parameter = references.resolve(each);
      if (!parameter) continue;
      const { name, in: where, required, description } = parameter;
      if (typeof name !== 'string' || typeof where !== 'string' || name === '') continue;
      const content = isRecord(parameter['content']) ? Object.values(parameter['content'])[0] : {};
      const schema = parameter['schema'] ?? (isRecord(content) ? content['schema'] : undefined);
      const told = { ...toolSchema(schema ?? NOTHING, references) };
      if (typeof description === 'string' && description.trim() !== '')
        told['description'] = shortened(description, 200);
      found.set(`${where} ${name}`, { name, in: where, required: required === true, schema: told });
    }
  }
  return [...found.values()];
}

function inputOf(
  parameters: readonly Parameter[],
  names: ReadonlyMap<string, string>,
  body: Body | undefined,
): OperationInput {
  const inPath = parameters.flatMap(({ name, in: where, schema }): [string, Json][] => {
    const own = names.get(name);
    return where === 'path' && own !== undefined ? [[own, schema]] : [];
  });
  const query = parameters.filter(({ in: where }) => where === 'query');
  const needed = query.filter(({ required }) => required).map(({ name }) => name);
  return {
    ...(inPath.length > 0 && { path: Object.fromEntries(inPath) }),
    ...(query.length > 0 && {
      query: Object.fromEntries(query.map(({ name, schema }) => [name, schema])),
    }),
    ...(needed.length > 0 && { requiredQuery: needed }),
    ...(body && { body: body.schema, bodyType: body.type }),
  };
}

interface Body {
  type: 'json' | 'form';
  schema: Json;
}

function bodyOf(value: unknown, references: References): Body | undefined | 'unknown' {
  const request = references.resolve(value);
  if (!request) return undefined;
  const content = isRecord(request['content']) ? request['content'] : {};
  const types = Object.keys(content).slice(0, MAX_BODY_TYPES);
  const json = types.find(
    (type) => /^application\/(?:[\w.+-]+\+)?json\b/i.test(type) || type === '*/*',
  );
  const form = types.find((type) => type.toLowerCase().startsWith(FORM));
  const chosen = json ?? form;
  if (chosen === undefined) return request['required'] === true ? 'unknown' : undefined;
  const media = content[chosen];
  const schema = toolSchema((isRecord(media) ? media['schema'] : undefined) ?? {}, references);
  const type = schema['type'];
  // A list for a body cannot be a tool's input by itself, but may be sent all the same.
  if (type !== undefined && type !== 'object' && !(Array.isArray(type) && type.includes('object')))
    return json === undefined ? 'unknown' : { type: 'json', schema: { type: 'object' } };
  return { type: json === undefined ? 'form' : 'json', schema: { type: 'object', ...schema } };
}

/** `listPets` → `list_pets`; without an id, from method and path. */
function idOf(operationId: unknown, method: string, path: string): string {
  const text = typeof operationId === 'string' ? operationId : `${method}_${path}`;
  const id = text
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, '_')
    .replaceAll(/^[_.]+|[_.]+$/g, '')
    .slice(0, 80);
  return id || method;
}

function uniqueId(taken: Set<string>, wanted: string): string {
  let id = wanted;
  for (let count = 2; taken.has(id); count += 1) id = `${wanted}_${count}`;
  taken.add(id);
  return id;
}
