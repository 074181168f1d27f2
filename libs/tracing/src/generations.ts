import type { LangfuseObservationAttributes } from '@langfuse/tracing';
import type { TokenCounts } from '@renum/contracts';
import { type Contents, shownAnswer } from './content';
import { ROOT, type Observation } from './observation';
import type { CallRecord, EventRecord, RunRecord } from './trace-records';

/** By how much the clocks of two servers may differ. */
const SKEW_MS = 2_000;

/** The calls to models: tokens, cost, times; and what was asked and answered, where it is shown. */
export function generations(run: RunRecord, contents: Contents): Observation[] {
  const calls = run.calls.filter(({ kind }) => kind === 'llm');
  const turns = turnsOf(run, calls);
  return calls.map((call): Observation => {
    const turn = turns.get(call.id);
    return {
      part: `call/${call.id}`,
      parent: ROOT,
      name: call.operation,
      type: call.operation.includes('embedding') ? 'embedding' : 'generation',
      startedAt: call.at,
      endedAt: call.at + call.durationMs,
      attributes: {
        model: call.model,
        modelParameters: run.parameters,
        usageDetails: usageDetails(call.tokens),
        ...callAttributes(call),
        ...(call.firstTokenMs !== undefined && {
          completionStartTime: new Date(call.at + call.firstTokenMs),
        }),
        input: contents.take(turn?.input),
        output: contents.take(turn?.output),
      },
    };
  });
}

/** What is told of every call: what it cost, how it went, and where the figures are from. */
export function callAttributes(call: CallRecord): LangfuseObservationAttributes {
  const failed = call.status === undefined || call.status >= 400;
  const { provider, operation, status, attempts, meter, estimatedReason } = call;
  return {
    ...(call.priced && { costDetails: { total: Number(call.costNano) / 1e9 } }),
    level: failed ? 'ERROR' : 'DEFAULT',
    ...(failed && { statusMessage: status === undefined ? 'no answer' : `HTTP ${status}` }),
    metadata: {
      provider,
      operation,
      status,
      attempts,
      costNano: String(call.costNano),
      currency: call.currency,
      priced: call.priced,
      ...(estimatedReason !== undefined && { estimated: estimatedReason }),
      ...(call.platformKey && { platformKey: true }),
      ...(meter !== undefined && { meter, quantity: call.quantityMilli / 1000 }),
      ...(call.tokens.kinds && { tokenKinds: call.tokens.kinds }),
    },
  };
}

/** Parts that do not overlap, as Langfuse adds them up; ours include the cached and the thought. */
export function usageDetails(tokens: TokenCounts): Record<string, number> {
  const { input, cacheRead, cacheWrite, output, kinds } = tokens;
  const reasoning = Math.min(kinds?.reasoning ?? 0, output);
  const all = {
    input: Math.max(0, input - cacheRead - cacheWrite),
    cache_read_input_tokens: cacheRead,
    cache_creation_input_tokens: cacheWrite,
    output: output - reasoning,
    output_reasoning_tokens: reasoning,
    total: input + output,
  };
  return Object.fromEntries(Object.entries(all).filter(([, count]) => count > 0));
}

interface Turn {
  /** What was new for the model in this turn. */
  input: unknown[];
  output: unknown;
}

/** Which call brought which answer: the last good one that was over when the answer was there. */
function turnsOf(run: RunRecord, calls: readonly CallRecord[]): Map<string, Turn> {
  const turns = new Map<string, Turn>();
  const free = calls.filter(({ status }) => status !== undefined && status < 400);
  let news: unknown[] = [{ role: 'user', content: run.input }];
  for (const { at, body } of run.events) {
    if (body.type === 'message.completed') {
      const index = free.findLastIndex(
        (call) => call.at + call.durationMs <= at + SKEW_MS && call.at <= at,
      );
      const call = free[index];
      if (call) {
        turns.set(call.id, { input: news, output: shownAnswer(body.message) });
        // Nothing before it is the next turn's.
        free.splice(0, index + 1);
      }
      news = [];
    } else news.push(...newsIn(body));
  }
  return turns;
}

function newsIn(body: EventRecord['body']): unknown[] {
  if (body.type === 'answer') return [{ role: 'user', content: body.answer }];
  if (body.type !== 'tools.completed') return [];
  return body.message.content.map(({ callId, output }) => ({
    role: 'tool',
    tool_call_id: callId,
    content: output,
  }));
}
