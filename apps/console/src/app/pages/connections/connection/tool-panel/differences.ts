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

/** The order of names says nothing, and stores keep none: compared and shown in one order. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, ordered(each)]));
}

const json = (value: unknown): string => JSON.stringify(ordered(value), null, 2);

function lines(text: string, other: string): Line[] {
  const there = new Set(other.split('\n'));
  return text.split('\n').map((line) => ({ text: visible(line), only: !there.has(line) }));
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
