import {
  context,
  propagation,
  ROOT_CONTEXT,
  trace,
  type Context,
  type ContextManager,
} from '@opentelemetry/api';
import {
  AlwaysOnSampler,
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { secretScrubber } from '@renum/platform';
import { ROOT, type Trace } from './observation';
import { otlpBody } from './otlp';

interface Value {
  stringValue?: string;
  arrayValue?: { values: Value[] };
}
interface SentSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: { key: string; value: Value }[];
}

const RUN = '01a1fda5-f963-7196-8187-043089000001';
const TRACE: Trace = {
  runId: RUN,
  name: 'Researcher',
  sessionId: 'thread-1',
  userId: 'user-1',
  version: '3',
  tags: ['renum', 'completed'],
  observations: [
    {
      part: ROOT,
      name: 'Researcher',
      type: 'agent',
      startedAt: 1_000,
      endedAt: 9_000,
      attributes: { input: 'in', output: 'out' },
    },
    {
      part: 'call/1',
      parent: ROOT,
      name: 'chat.completions',
      type: 'generation',
      startedAt: 2_000,
      endedAt: 3_500,
      attributes: { model: 'gpt-4.1-mini', usageDetails: { input: 3 } },
    },
  ],
};

const sentIn = (body: Uint8Array): SentSpan[] => {
  const parsed = JSON.parse(Buffer.from(body).toString()) as {
    resourceSpans: { scopeSpans: { spans: SentSpan[] }[] }[];
  };
  return parsed.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
};
const attributesOf = (span: SentSpan | undefined) =>
  Object.fromEntries((span?.attributes ?? []).map(({ key, value }) => [key, value]));

/** Whoever runs, runs in this context: as within a request that Sentry watches. */
class Always implements ContextManager {
  constructor(private readonly context: Context) {}

  active = (): Context => this.context;
  with = <A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    _context: Context,
    work: F,
    self?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> => work.call(self, ...args);
  bind = <T>(_context: Context, target: T): T => target;
  enable = (): this => this;
  disable = (): this => this;
}

describe('a trace as OTLP', () => {
  it('has ids and times of the run’s own', async () => {
    const [root, call] = sentIn(await otlpBody(TRACE));
    expect(root).toMatchObject({
      traceId: RUN.replaceAll('-', ''),
      name: 'Researcher',
      startTimeUnixNano: '1000000000',
      endTimeUnixNano: '9000000000',
    });
    expect(root?.parentSpanId).toBeUndefined();
    expect(call).toMatchObject({
      traceId: root?.traceId,
      parentSpanId: root?.spanId,
      startTimeUnixNano: '2000000000',
      endTimeUnixNano: '3500000000',
    });
    expect(call?.spanId).not.toBe(root?.spanId);
  });

  it('is the same whenever it is made', async () => {
    expect(Buffer.from(await otlpBody(TRACE))).toEqual(Buffer.from(await otlpBody(TRACE)));
  });

  it('says in Langfuse’s words what it is', async () => {
    const [root, call] = sentIn(await otlpBody(TRACE));
    expect(attributesOf(call)).toMatchObject({
      'langfuse.observation.type': { stringValue: 'generation' },
      'langfuse.observation.model.name': { stringValue: 'gpt-4.1-mini' },
      'langfuse.observation.usage_details': { stringValue: '{"input":3}' },
      'langfuse.trace.name': { stringValue: 'Researcher' },
      'session.id': { stringValue: 'thread-1' },
      'user.id': { stringValue: 'user-1' },
      'langfuse.version': { stringValue: '3' },
      'langfuse.environment': { stringValue: 'default' },
    });
    expect(attributesOf(root)).toMatchObject({
      'langfuse.observation.type': { stringValue: 'agent' },
      'langfuse.trace.input': { stringValue: 'in' },
      'langfuse.trace.output': { stringValue: 'out' },
      'langfuse.trace.tags': {
        arrayValue: { values: [{ stringValue: 'renum' }, { stringValue: 'completed' }] },
      },
    });
  });

  it('neither sees nor is seen by what else traces this process', async () => {
    await otlpBody(TRACE);
    // Nothing was registered for the whole process.
    expect(trace.getTracer('x').startSpan('y').isRecording()).toBe(false);
    const seen = new InMemorySpanExporter();
    const other = new BasicTracerProvider({
      sampler: new AlwaysOnSampler(),
      spanProcessors: [new SimpleSpanProcessor(seen)],
    });
    trace.setGlobalTracerProvider(other);
    const span = other.getTracer('sentry').startSpan('a request');
    const active = propagation.setBaggage(
      trace.setSpan(ROOT_CONTEXT, span),
      propagation.createBaggage({ langfuse_user_id: { value: 'somebody else' } }),
    );
    context.setGlobalContextManager(new Always(active));
    try {
      const sent = await otlpBody(TRACE);
      span.end();
      await other.forceFlush();
      expect(seen.getFinishedSpans().map(({ name }) => name)).toEqual(['a request']);
      const traceIds = sentIn(sent).map(({ traceId }) => traceId);
      expect(new Set(traceIds)).toEqual(new Set([RUN.replaceAll('-', '')]));
      expect(Buffer.from(sent).toString()).not.toContain('somebody else');
    } finally {
      trace.disable();
      context.disable();
      await other.shutdown();
    }
  });

  it('masks a secret that somebody has repeated', async () => {
    const release = secretScrubber.add('canary-0123456789');
    const [first, ...rest] = TRACE.observations;
    const told = { ...first!, attributes: { input: 'it is canary-0123456789, psst' } };
    const body = await otlpBody({ ...TRACE, observations: [told, ...rest] });
    release();
    expect(Buffer.from(body).toString()).not.toContain('canary-0123456789');
    expect(Buffer.from(body).toString()).toContain('it is [secret], psst');
  });

  it('sends no picture by itself', async () => {
    const fetched = jest.spyOn(globalThis, 'fetch');
    const [first, ...rest] = TRACE.observations;
    const input = `data:image/png;base64,${Buffer.from('picture').toString('base64')}`;
    const body = await otlpBody({
      ...TRACE,
      observations: [{ ...first!, attributes: { input } }, ...rest],
    });
    expect(fetched).not.toHaveBeenCalled();
    expect(Buffer.from(body).toString()).toContain('data:image/png');
  });
});
