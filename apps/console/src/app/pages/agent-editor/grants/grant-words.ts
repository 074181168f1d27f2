import type { AskMode, GrantLimits } from '@renum/contracts';
import { formatNano } from '../../../core/money';

/** What a grant reaches: all that reads, everything, or the named ones. */
export type Reach = 'read' | 'all' | string[];

/** The parts that grants of providers and of connections have in common. */
export interface GrantRules {
  reach: Reach;
  ask: AskMode;
  limits: GrantLimits;
  /** Of providers only. */
  credentialId?: string;
}

/** One thing that can be granted: an operation of a provider, or a tool of a connection. */
export interface Choice {
  id: string;
  title: string;
  description?: string;
  method?: string;
  path?: string;
  access: 'read' | 'write';
}

export type Noun = 'operation' | 'tool';

export const ASKS: { value: AskMode; label: string; hint: string }[] = [
  { value: 'never', label: 'Never', hint: 'Calls are made at once' },
  { value: 'writes', label: 'Before it changes something', hint: 'Reading goes on without asking' },
  { value: 'always', label: 'Before every call', hint: 'Nothing happens unless one of you agrees' },
];

const ASK_WORDS: Record<AskMode, string> = {
  never: 'never asks',
  writes: 'asks before it changes something',
  always: 'asks before every call',
};

export const reachWords = (reach: Reach, noun: Noun): string => {
  if (reach === 'read') return `all ${noun}s that read`;
  if (reach === 'all') return `all ${noun}s`;
  return reach.length === 1 ? `1 ${noun}` : `${reach.length} ${noun}s`;
};

export const askWords = (ask: AskMode): string => ASK_WORDS[ask];

export function limitWords({ requestsPerMinute, maxCostNano }: GrantLimits): string[] {
  return [
    ...(requestsPerMinute === undefined ? [] : [`${requestsPerMinute} calls a minute`]),
    ...(maxCostNano === undefined ? [] : [`${formatNano(maxCostNano)} a run`]),
  ];
}

/** One line that says all of a grant. */
export const grantWords = ({ reach, ask, limits }: GrantRules, noun: Noun): string =>
  [reachWords(reach, noun), askWords(ask), ...limitWords(limits)].join(' · ');
