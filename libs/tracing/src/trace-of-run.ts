import type { ObservationLevel } from '@langfuse/tracing';
import type { RunState } from '@renum/contracts';
import { Contents, shownAnswer } from './content';
import { generations } from './generations';
import { ROOT, type Observation, type Trace } from './observation';
import { toolCalls } from './tool-calls';
import type { RunRecord } from './trace-records';

/** Parts of one trace; a run of 500 steps has fewer. */
export const MAX_OBSERVATIONS = 1_500;

/**
 * The trace of a run that has ended.
 * @param captureContent whether prompts, answers and tool results go along; else names and figures
 */
export function traceOfRun(run: RunRecord, captureContent: boolean): Trace {
  const contents = new Contents(captureContent);
  // The root's first: they must not be what is left out of a trace that is full.
  const io = { input: contents.take(run.input), output: contents.take(lastWords(run)) };
  const parts = [...generations(run, contents), ...toolCalls(run, contents)].toSorted(
    (a, b) => a.startedAt - b.startedAt,
  );
  const kept = parts.slice(0, MAX_OBSERVATIONS - 1);
  const root = rootOf(run, captureContent, parts.length - kept.length);
  return {
    runId: run.id,
    name: run.agentName,
    sessionId: run.threadId,
    ...(run.userId !== undefined && { userId: run.userId }),
    version: String(run.agentVersion),
    tags: ['renum', run.state],
    observations: [{ ...root, attributes: { ...root.attributes, ...io } }, ...orphansHome(kept)],
  };
}

function rootOf(run: RunRecord, captureContent: boolean, dropped: number): Observation {
  const costNano = run.calls.reduce((sum, call) => sum + call.costNano, 0n);
  const said = captureContent && run.detail ? `: ${run.detail}` : '';
  return {
    part: ROOT,
    name: run.agentName,
    type: 'agent',
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    attributes: {
      level: levelOf(run.state),
      ...(run.reason !== undefined && { statusMessage: run.reason + said }),
      version: String(run.agentVersion),
      metadata: {
        runId: run.id,
        threadId: run.threadId,
        agentId: run.agentId,
        state: run.state,
        steps: run.steps,
        costNano: String(costNano),
        currency: run.calls[0]?.currency ?? 'USD',
        ...(dropped > 0 && { droppedObservations: dropped }),
      },
    },
  };
}

function levelOf(state: RunState): ObservationLevel {
  if (state === 'failed') return 'ERROR';
  return state === 'completed' ? 'DEFAULT' : 'WARNING';
}

function lastWords({ events, summary }: RunRecord): string | undefined {
  if (summary) return summary;
  for (const { body } of events.toReversed()) {
    if (body.type !== 'message.completed') continue;
    const { content } = shownAnswer(body.message);
    if (content !== '') return content;
  }
  return undefined;
}

/** Whose parent was dropped hangs below the run. */
function orphansHome(parts: readonly Observation[]): Observation[] {
  const there = new Set([ROOT, ...parts.map(({ part }) => part)]);
  return parts.map((each) =>
    each.parent !== undefined && there.has(each.parent) ? each : { ...each, parent: ROOT },
  );
}
