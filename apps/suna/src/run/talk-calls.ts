import type { Message, RunOutcome, ToolResultPart } from '@renum/contracts';
import type { z } from 'zod';
import type { ModelCall } from '../llm/model';
import { askInput } from '../tools/talk';
import type { Toolbox } from '../tools/toolbox';

export interface Question {
  call: ModelCall;
  input: z.infer<typeof askInput>;
}

/**
 * Takes the question out of a turn's calls: it gets no result now, the person's answer will be it.
 * Everything else is work; a second question, or a completion beside one, becomes an error result.
 */
export const splitTalk = (
  calls: readonly ModelCall[],
  toolbox: Toolbox,
): { work: ModelCall[]; question?: Question } => {
  const asked = calls.find((call) => isUsable(call, toolbox));
  if (!asked) return { work: [...calls] };
  const work = calls
    .filter((call) => call !== asked)
    .map((call): ModelCall => {
      if (call.name === 'ask') return { ...call, problem: 'Only one question at a time.' };
      if (call.name !== 'complete') return call;
      return { ...call, problem: 'Not completed: a question to the person is open.' };
    });
  return { work, question: { call: asked, input: askInput.parse(mended(asked)) } };
};

/** The end that a `complete` brought, if its call was in order. */
export const talkOutcome = (
  calls: readonly ModelCall[],
  results: readonly ToolResultPart[],
): RunOutcome | undefined => {
  const done = calls.find(({ name }) => name === 'complete');
  const result = results.find(({ callId }) => callId === done?.callId);
  if (!done || !result || result.isError) return undefined;
  return { state: 'completed', summary: summaryOf(done.input) };
};

/**
 * An earlier claim may have died between its last message and its outcome: then the run is over
 * already, and asking the model again would only cost.
 */
export const finishedBefore = (history: readonly Message[]): RunOutcome | undefined => {
  const last = history.at(-1);
  const spoken = last?.role === 'tool' ? history.at(-2) : last;
  if (spoken?.role !== 'assistant') return undefined;
  const calls = spoken.content.filter((part) => part.type === 'tool_call');
  if (last?.role === 'tool') return talkOutcome(calls, last.content);
  const summary = spoken.content.map((part) => (part.type === 'text' ? part.text : '')).join('');
  return calls.length === 0 ? { state: 'completed', summary } : undefined;
};

const isUsable = (call: ModelCall, toolbox: Toolbox): boolean =>
  call.name === 'ask' &&
  call.problem === undefined &&
  toolbox.find('ask') !== undefined &&
  askInput.safeParse(mended(call)).success;

/** Models name the one argument in several ways. */
const mended = ({ input }: ModelCall): Record<string, unknown> => {
  const { attachments } = input;
  return {
    question: input['question'] ?? input['text'] ?? input['message'],
    ...(typeof attachments === 'string' ? { attachments: [attachments] } : {}),
    ...(Array.isArray(attachments) ? { attachments } : {}),
  };
};

const summaryOf = (input: Record<string, unknown>): string => {
  const summary = input['summary'] ?? input['text'] ?? input['message'];
  return typeof summary === 'string' ? summary : '';
};
