import { isRecord } from '../../llm/tool-arguments';

type Schema = Record<string, unknown>;

const MAX_DEPTH = 6;

/**
 * Checks a model's input against a tool's JSON Schema as far as it helps the model: what is missing,
 * what has another type, what is no choice. The provider itself decides about the rest. What is meant
 * beyond doubt is mended: "5" for 5, JSON text for an object, one thing for a list of one.
 */
export function checkInput(
  schema: Schema,
  input: Record<string, unknown>,
): { value: Record<string, unknown>; problems: string[] } {
  const problems: string[] = [];
  const value = check(schema, input, '', problems, 0);
  return { value: isRecord(value) ? value : input, problems: problems.slice(0, 10) };
}

function check(
  schema: Schema,
  given: unknown,
  at: string,
  problems: string[],
  depth: number,
): unknown {
  const types = typesOf(schema);
  const value = types.length > 0 ? mended(given, types) : given;
  if (types.length > 0 && !types.some((type) => isOf(value, type))) {
    problems.push(`${at || 'the input'} must be ${types.join(' or ')}, not ${nameOf(value)}`);
    return value;
  }
  const { enum: choices, properties, required, items } = schema;
  if (Array.isArray(choices) && !choices.includes(value) && typeof value !== 'object') {
    const shown = choices.slice(0, 20).map((choice) => JSON.stringify(choice));
    problems.push(`${at} must be one of ${shown.join(', ')}`);
  }
  if (depth >= MAX_DEPTH) return value;
  if (Array.isArray(value) && isRecord(items))
    return value.map((each, index) => check(items, each, `${at}[${index}]`, problems, depth + 1));
  if (!isRecord(value)) return value;
  for (const name of Array.isArray(required) ? (required as unknown[]) : [])
    if (typeof name === 'string' && (value[name] === undefined || value[name] === null))
      problems.push(`${at ? `${at}.` : ''}${name} is missing`);
  if (!isRecord(properties)) return value;
  const entries = Object.entries(value).flatMap(([name, each]): [string, unknown][] => {
    const own = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (!isRecord(own)) return [[name, each]];
    // Models write null for what they leave out.
    if (each === null && !typesOf(own).includes('null') && typesOf(own).length > 0) return [];
    const path = at ? `${at}.${name}` : name;
    return [[name, check(own, each, path, problems, depth + 1)]];
  });
  return Object.fromEntries(entries);
}

const typesOf = ({ type }: Schema): string[] =>
  (Array.isArray(type) ? (type as unknown[]) : [type]).filter((each) => typeof each === 'string');

function isOf(value: unknown, type: string): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isRecord(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

function mended(value: unknown, types: readonly string[]): unknown {
  if (types.some((type) => isOf(value, type))) return value;
  if (typeof value === 'string') {
    const text = value.trim();
    if ((types.includes('number') || types.includes('integer')) && /^-?\d+(\.\d+)?$/.test(text))
      return Number(text);
    if (types.includes('boolean') && (text === 'true' || text === 'false')) return text === 'true';
    if (/^[[{]/.test(text) && (types.includes('object') || types.includes('array')))
      return parsed(text) ?? value;
  }
  if (types.includes('string') && ['number', 'boolean'].includes(typeof value))
    return String(value);
  return types.includes('array') && value !== null && value !== undefined ? [value] : value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const nameOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;
