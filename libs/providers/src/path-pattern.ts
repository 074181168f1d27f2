/**
 * The paths of operations. A segment of a pattern is a literal, `:name` (any one segment),
 * `:name.json` or `:name:verb` (one with that ending), `app:name` (one with that beginning), or, at
 * the end, `:name*` (one or more segments).
 */
export interface PathPattern {
  readonly path: string;
  readonly segments: readonly Segment[];
  /** The last segment stands for one or more. */
  readonly open: boolean;
}

type Segment =
  | { readonly literal: string }
  | { readonly beginning: string; readonly ending: string; readonly name: string };

export function pathPattern(path: string): PathPattern {
  const parts = path.split('/').slice(1);
  const open = parts.at(-1)?.endsWith('*') ?? false;
  const segments = parts.map((part, index): Segment => {
    const last = index === parts.length - 1;
    const text = open && last ? part.slice(0, -1) : part;
    const [, beginning, name, ending] = /^([^:]*):([A-Za-z_]+)(.*)$/.exec(text) ?? [];
    return beginning === undefined || name === undefined || ending === undefined
      ? { literal: text }
      : { beginning, name, ending };
  });
  return { path, segments, open };
}

/** The names of a pattern's parameters, in order. */
export const parameterNames = ({ segments }: PathPattern): string[] =>
  segments.flatMap((segment) => ('name' in segment ? segment.name : []));

/** `/things/{id}.json`, and `{path*}` for what stands for several segments: for who fills it in. */
export function pathTemplate({ segments, open }: PathPattern): string {
  const parts = segments.map((segment, index) => {
    if ('literal' in segment) return segment.literal;
    const star = open && index === segments.length - 1 ? '*' : '';
    return `${segment.beginning}{${segment.name}${star}}${segment.ending}`;
  });
  return `/${parts.join('/')}`;
}

export function matches(pattern: PathPattern, actual: readonly string[]): boolean {
  const { segments, open } = pattern;
  if (open ? actual.length < segments.length : actual.length !== segments.length) return false;
  // A slash at the end is a name of its own, where the pattern has it; never one of several more.
  if (open && actual.at(-1) === '') return false;
  return segments.every((segment, index) => fits(segment, actual[index] ?? ''));
}

function fits(segment: Segment, text: string): boolean {
  if ('literal' in segment) return segment.literal === text;
  const { beginning, ending } = segment;
  const long = text.length > beginning.length + ending.length;
  return long && text.startsWith(beginning) && text.endsWith(ending);
}

/**
 * - `apart`: no path matches both
 * - `first`, `second`: that one is the exception to the other, and wins
 * - `ambiguous`: some path matches both, and neither is the more exact one
 */
export type Relation = 'apart' | 'first' | 'second' | 'ambiguous';

export function relation(first: PathPattern, second: PathPattern): Relation {
  const [a, b] = [first.segments.length, second.segments.length];
  if (a < b && !first.open) return 'apart';
  if (b < a && !second.open) return 'apart';
  const verdicts = new Set<Relation>();
  for (let index = 0; index < Math.min(a, b); index += 1) {
    const verdict = compared(first.segments[index], second.segments[index]);
    if (verdict === 'apart') return 'apart';
    if (verdict) verdicts.add(verdict);
  }
  // What names more segments, or exactly as many, is more exact than what leaves the rest open.
  if (a !== b) verdicts.add(a > b ? 'first' : 'second');
  else if (first.open !== second.open) verdicts.add(first.open ? 'second' : 'first');
  const [only] = verdicts;
  return verdicts.size === 1 && only ? only : 'ambiguous';
}

/** Undefined: the two segments mean the same. */
function compared(first?: Segment, second?: Segment): Relation | undefined {
  if (!first || !second) return undefined;
  if ('literal' in first && 'literal' in second) {
    return first.literal === second.literal ? undefined : 'apart';
  }
  if ('literal' in first) return fits(second, first.literal) ? 'first' : 'apart';
  if ('literal' in second) return fits(first, second.literal) ? 'second' : 'apart';
  const begins = nested(first.beginning, second.beginning, (a, b) => a.startsWith(b));
  const ends = nested(first.ending, second.ending, (a, b) => a.endsWith(b));
  if (begins === 'apart' || ends === 'apart') return 'apart';
  return begins && ends && begins !== ends ? 'ambiguous' : (begins ?? ends);
}

function nested(a: string, b: string, holds: (a: string, b: string) => boolean) {
  if (a === b) return undefined;
  if (holds(a, b)) return 'first';
  return holds(b, a) ? 'second' : 'apart';
}
