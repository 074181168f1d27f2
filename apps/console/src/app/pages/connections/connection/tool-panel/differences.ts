import type { ConnectionToolView } from '@renum/contracts';
import { visible } from '../../../../core/visible-text';

export interface Line {
  text: string;
  /** Not on the other side. */
  only: boolean;
}

/** One part of a tool that is other than approved. */
export interface Difference {
  what: string;
  before: Line[];
  after: Line[];
}

/** Two texts of two thousand lines each. */
const MAX_PAIRS = 4_000_000;

/** The order of names says nothing, and stores keep none: compared and shown in one order. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, ordered(each)]));
}

const json = (value: unknown): string => JSON.stringify(ordered(value), null, 2);

/** The lines of one text that have a partner, in order, in the other: a longest common sequence. */
function common(one: readonly string[], other: readonly string[]): ReadonlySet<number> {
  const width = other.length + 1;
  // Length of what the rests have in common, for every pair of rests.
  const lengths = new Uint32Array((one.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = one.length - 1; i >= 0; i -= 1)
    for (let j = other.length - 1; j >= 0; j -= 1)
      lengths[i * width + j] =
        one[i] === other[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const found = new Set<number>();
  for (let i = 0, j = 0; i < one.length && j < other.length;) {
    if (one[i] === other[j]) {
      found.add(i);
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return found;
}

function lines(text: string, other: string): Line[] {
  const [all, there] = [text.split('\n'), other.split('\n')];
  // Beyond what anybody reads: all of it counts as other.
  const same = all.length * there.length > MAX_PAIRS ? new Set<number>() : common(all, there);
  return all.map((line, index) => ({ text: visible(line), only: !same.has(index) }));
}

/** What differs between approved and offered; empty where nothing was approved before. */
export function differencesOf(tool: ConnectionToolView): Difference[] {
  const { before, title, description, inputSchema } = tool;
  if (!before) return [];
  const parts = [
    ['Title', before.title ?? '', title ?? ''],
    ['Description', before.description, description],
    ['Parameters', json(before.inputSchema), json(inputSchema)],
  ] as const;
  return parts
    .filter(([, was, is]) => was !== is)
    .map(([what, was, is]) => ({ what, before: lines(was, is), after: lines(is, was) }));
}
