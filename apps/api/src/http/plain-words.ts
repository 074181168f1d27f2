import type { z } from 'zod';

type Issue = Parameters<z.core.$ZodErrorMap>[0];

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

const FORMATS: Readonly<Record<string, string>> = {
  email: 'is not an email address',
  url: 'is not a web address',
  uuid: 'is not an id',
  datetime: 'is not a time such as 2026-12-24T18:00:00Z',
  date: 'is not a day such as 2026-12-24',
};

const counted = (count: number | bigint, one: string, many: string): string =>
  `${count} ${Number(count) === 1 ? one : many}`;

/** What is wrong with a field, to be read after its name: people see it in forms as it stands. */
export function plainWords(issue: Issue): string | undefined {
  switch (issue.code) {
    case 'too_big':
      return tooMuch(issue.origin, issue.maximum, issue.inclusive !== false);
    case 'too_small':
      return tooLittle(issue.origin, issue.minimum, issue.inclusive !== false);
    case 'invalid_type':
      if (issue.input === undefined) return 'is missing';
      return `must be ${TYPES[issue.expected] ?? 'of another kind'}`;
    case 'invalid_format':
      return FORMATS[issue.format] ?? 'is not written as it must be';
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`;
    case 'unrecognized_keys':
      return `There is no field ${issue.keys.join(', ')}.`;
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'invalid_union':
      return 'has none of the forms that are possible';
    default:
      return undefined;
  }
}

function tooMuch(origin: string, most: number | bigint, inclusive: boolean): string {
  if (origin === 'string') return `has more than ${counted(most, 'character', 'characters')}`;
  if (isMany(origin)) return `has more than ${counted(most, 'entry', 'entries')}`;
  return inclusive ? `must be ${most} at most` : `must be less than ${most}`;
}

function tooLittle(origin: string, least: number | bigint, inclusive: boolean): string {
  if (origin === 'string')
    return Number(least) === 1 ? 'is empty' : `has fewer than ${least} characters`;
  if (isMany(origin)) return Number(least) === 1 ? 'is empty' : `has fewer than ${least} entries`;
  return inclusive ? `must be ${least} at least` : `must be more than ${least}`;
}

const isMany = (origin: string): boolean => ['array', 'set', 'map', 'object'].includes(origin);
