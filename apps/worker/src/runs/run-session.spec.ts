import { newId, DomainError } from '@renum/platform';
import type { ClaimedRun, Progress } from '@renum/orchestrator';
import { agentConfig, type RunEventBody, type RunOutcome } from '@renum/contracts';
import { RunSession, type RunRecorder } from './run-session';

const claim: ClaimedRun = {
  runId: newId(),
  tenantId: newId(),
  threadId: newId(),
  agentId: newId(),
  agentVersionId: newId(),
  workerId: newId(),
  fence: 2,
  nextSeq: 41,
  config: agentConfig.parse({ model: { provider: 'openai', name: 'm' } }),
  externalTools: [],
  history: [],
  used: { steps: 3, milliseconds: 1000 },
};

class Recorder implements RunRecorder {
  readonly appended: Progress[] = [];
  readonly finished: { outcome: RunOutcome; progress: Progress }[] = [];
  failNext: Error | undefined;

  append(progress: Progress): Promise<void> {
    const failure = this.failNext;
    this.failNext = undefined;
    if (failure) return Promise.reject(failure);
    this.appended.push(progress);
    return Promise.resolve();
  }

  finish(outcome: RunOutcome, progress: Progress): Promise<void> {
    const failure = this.failNext;
    this.failNext = undefined;
    if (failure) return Promise.reject(failure);
    this.finished.push({ outcome, progress });
    return Promise.resolve();
  }

  usage() {
    const counts = { inputTokens: 1, outputTokens: 2, llmCalls: 1, toolCalls: 0 };
    return Promise.resolve({
      type: 'run.usage' as const,
      costNano: '5',
      currency: 'USD',
      ...counts,
    });
  }

  get seqs(): number[] {
    return this.appended.flatMap(({ events }) => events.map(({ seq }) => seq));
  }
}

const delta = (text: string): RunEventBody => ({ type: 'text.delta', messageId: 'm', text });
const said: RunEventBody = {
  type: 'message.completed',
  messageId: 'm',
  model: 'm',
  message: { role: 'assistant', content: [{ type: 'text', text: 'Hello' }] },
};
const done: RunEventBody = {
  type: 'run.outcome',
  outcome: { state: 'completed', summary: 'Done' },
};

describe('a run session', () => {
  let recorder: Recorder;
  let session: RunSession;
  const batch = (firstIndex: number, ...events: RunEventBody[]) => ({
    runId: claim.runId,
    fence: claim.fence,
    firstIndex,
    events,
  });

  beforeEach(() => {
    recorder = new Recorder();
    session = new RunSession(claim, recorder);
  });

  it('numbers events on from the claim, in order, across parallel batches', async () => {
    await Promise.all([
      session.take(batch(0, delta('a'), delta('b'))),
      session.take(batch(2, said)),
      session.take(batch(3, delta('c'))),
    ]);
    expect(recorder.seqs).toEqual([41, 42, 43, 44, 45]);
    expect(recorder.appended.at(-1)?.usedSteps).toBe(4);
  });

  it('records a repeated batch once, and the new part of an overlapping one', async () => {
    await session.take(batch(0, delta('a'), delta('b')));
    await session.take(batch(0, delta('a'), delta('b')));
    await session.take(batch(1, delta('b'), delta('c')));
    const texts = recorder.appended.flatMap(({ events }) =>
      events.map((event) => (event.type === 'text.delta' ? event.text : event.type)),
    );
    expect(texts).toEqual(['a', 'b', 'c']);
  });

  it('gives a batch that failed the same numbers when it comes again', async () => {
    recorder.failNext = new Error('PostgreSQL is away');
    await expect(session.take(batch(0, delta('a')))).rejects.toThrow('PostgreSQL is away');
    await session.take(batch(0, delta('a')));
    expect(recorder.seqs).toEqual([41]);
  });

  it('finishes once, also when the first try to finish fails', async () => {
    recorder.failNext = undefined;
    await session.take(batch(0, delta('a')));
    recorder.failNext = new Error('PostgreSQL is away');
    await expect(session.take(batch(1, done))).rejects.toThrow('PostgreSQL is away');
    await session.take(batch(1, done));
    await session.take(batch(1, done));
    await session.force({ state: 'stopped' });
    expect(recorder.finished).toHaveLength(1);
    expect(recorder.finished[0]?.progress.events).toMatchObject([{ type: 'run.usage', seq: 42 }]);
    expect(await session.end).toEqual({
      by: 'outcome',
      outcome: { state: 'completed', summary: 'Done' },
    });
  });

  it('refuses a gap, another run and another fence', async () => {
    await expect(session.take(batch(1, delta('b')))).rejects.toMatchObject({
      code: 'malformed_request',
    });
    await expect(session.take({ ...batch(0, delta('a')), fence: 1 })).rejects.toMatchObject({
      code: 'fenced',
    });
    expect(recorder.appended).toEqual([]);
  });

  it('lets go of the run when it is fenced off', async () => {
    recorder.failNext = new DomainError('fenced', 'Another worker holds it.');
    await expect(session.take(batch(0, said))).rejects.toMatchObject({ code: 'fenced' });
    expect(await session.end).toEqual({ by: 'abandoned' });
    await session.force({ state: 'stopped' });
    expect(recorder.finished).toEqual([]);
  });
});
