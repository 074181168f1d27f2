import { type Contents } from './content';
import { callAttributes } from './generations';
import { ROOT, type Observation } from './observation';
import type { CallRecord, RunRecord } from './trace-records';

/** A call is told by one server, the tool that made it by another. */
const SKEW_MS = 500;

/** Tools that the model called, and below them the calls to providers that they made. */
export function toolCalls(run: RunRecord, contents: Contents): Observation[] {
  const tools = toolsOf(run, contents);
  const outside = run.calls
    .filter(({ kind }) => kind === 'tool')
    .map((call) => outsideCall(call, tools));
  return [...tools, ...outside];
}

function toolsOf(run: RunRecord, contents: Contents): Observation[] {
  const tools = new Map<string, Observation>();
  for (const { at, body } of run.events) {
    if (body.type === 'tool.started') {
      tools.set(body.callId, {
        part: `tool/${body.callId}`,
        parent: ROOT,
        name: body.name,
        type: 'tool',
        startedAt: at,
        // Until it is known better: the run ended before the tool did.
        endedAt: Math.max(at, run.endedAt),
        attributes: {
          level: 'WARNING',
          statusMessage: 'it did not come to its end',
          input: contents.take(body.input),
        },
      });
    } else if (body.type === 'tool.completed') {
      const started = tools.get(body.callId);
      tools.set(body.callId, {
        part: `tool/${body.callId}`,
        parent: ROOT,
        name: body.name,
        type: 'tool',
        startedAt: started?.startedAt ?? at - body.durationMs,
        endedAt: at,
        attributes: {
          level: body.isError ? 'ERROR' : 'DEFAULT',
          ...(body.isError && { statusMessage: 'the tool failed' }),
          input: started?.attributes.input,
          output: contents.take(body.output),
        },
      });
    }
  }
  return [...tools.values()];
}

/** Below the tool that was at work then; where several were, nobody can tell, so below the run. */
function outsideCall(call: CallRecord, tools: readonly Observation[]): Observation {
  const endedAt = call.at + call.durationMs;
  const around = tools.filter(
    (tool) => tool.startedAt - SKEW_MS <= call.at && endedAt <= tool.endedAt + SKEW_MS,
  );
  return {
    part: `call/${call.id}`,
    parent: around.length === 1 && around[0] ? around[0].part : ROOT,
    name: `${call.provider} ${call.operation}`,
    type: 'tool',
    startedAt: call.at,
    endedAt,
    attributes: callAttributes(call),
  };
}
