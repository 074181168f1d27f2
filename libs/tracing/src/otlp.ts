import { LangfuseSpanProcessor } from '@langfuse/otel';
import { createObservationAttributes, LangfuseOtelSpanAttributes } from '@langfuse/tracing';
import {
  ROOT_CONTEXT,
  trace,
  TraceFlags,
  type Attributes,
  type Context,
  type Tracer,
} from '@opentelemetry/api';
import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOnSampler,
  BasicTracerProvider,
  type IdGenerator,
  type ReadableSpan,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-base';
import { secretScrubber } from '@renum/platform';
import { ROOT, type Observation, type Trace } from './observation';
import { spanIdOf, traceIdOf } from './span-ids';

/**
 * A trace as the body of one OTLP/HTTP request, in JSON. Its tracer provider lives for this trace
 * alone and is never registered: what other instrumentation of the process does, and the context
 * that a caller happens to be in, neither sees it nor is seen in it.
 */
export async function otlpBody(described: Trace): Promise<Uint8Array> {
  const collected = new Collected();
  const ids = new GivenIds(described.runId);
  const processor = new LangfuseSpanProcessor({
    exporter: collected,
    publicKey: '',
    secretKey: '',
    // It would upload by itself, past the safe way to the outside.
    mediaUploadEnabled: false,
    // Said here, or they would be read from the environment of the platform.
    environment: 'default',
    release: 'renum',
    baseUrl: '',
    flushAt: 512,
    flushInterval: 3_600,
    timeout: 1,
    shouldExportSpan: () => true,
  });
  const provider = new BasicTracerProvider({
    idGenerator: ids,
    sampler: new AlwaysOnSampler(),
    resource: resourceFromAttributes({ 'service.name': 'renum' }),
    spanProcessors: [processor],
  });
  try {
    const tracer = provider.getTracer('langfuse-sdk');
    for (const each of described.observations) emit(tracer, ids, described, each);
    await provider.forceFlush();
  } finally {
    await provider.shutdown();
  }
  // The processor lets them out as its own work allows; here they stand as they were described.
  const order = new Map(
    described.observations.map(({ part }, index) => [spanIdOf(described.runId, part), index]),
  );
  const place = (span: ReadableSpan): number => order.get(span.spanContext().spanId) ?? 0;
  const body = JsonTraceSerializer.serializeRequest(
    collected.spans.toSorted((a, b) => place(a) - place(b)),
  );
  if (!body) throw new Error('The trace could not be written as OTLP.');
  return body;
}

function emit(tracer: Tracer, ids: GivenIds, whole: Trace, each: Observation): void {
  ids.next = each.part;
  const root = each.parent === undefined;
  const span = tracer.startSpan(
    each.name,
    { root, startTime: new Date(each.startedAt), attributes: scrubbed(attributesOf(whole, each)) },
    root ? ROOT_CONTEXT : below(whole.runId, each.parent ?? ROOT),
  );
  span.end(new Date(Math.max(each.endedAt, each.startedAt)));
}

/** Made of ids alone: whatever span the caller is in, it is not this one's parent. */
const below = (runId: string, parent: string): Context =>
  trace.setSpanContext(ROOT_CONTEXT, {
    traceId: traceIdOf(runId),
    spanId: spanIdOf(runId, parent),
    traceFlags: TraceFlags.SAMPLED,
  });

/** Langfuse reads what is true of the whole trace at each of its parts. */
function attributesOf(whole: Trace, { type, attributes }: Observation): Attributes {
  const given: Attributes = {
    ...createObservationAttributes(type, { version: whole.version, ...attributes }),
    [LangfuseOtelSpanAttributes.TRACE_NAME]: whole.name,
    [LangfuseOtelSpanAttributes.TRACE_SESSION_ID]: whole.sessionId,
    [LangfuseOtelSpanAttributes.TRACE_TAGS]: whole.tags,
  };
  if (whole.userId !== undefined) given[LangfuseOtelSpanAttributes.TRACE_USER_ID] = whole.userId;
  if (type === 'agent') {
    given[LangfuseOtelSpanAttributes.TRACE_INPUT] = attributes.input as string | undefined;
    given[LangfuseOtelSpanAttributes.TRACE_OUTPUT] = attributes.output as string | undefined;
  }
  return given;
}

/** V7: a secret that a model or a person has repeated does not leave with the trace. */
const scrubbed = (attributes: Attributes): Attributes =>
  Object.fromEntries(
    Object.entries(attributes)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [
        name,
        typeof value === 'string' ? secretScrubber.scrub(value) : value,
      ]),
  );

/** Ids that are the same whenever the trace is made: sent again, it doubles nothing. */
class GivenIds implements IdGenerator {
  next = ROOT;

  constructor(private readonly runId: string) {}

  generateTraceId = (): string => traceIdOf(this.runId);
  generateSpanId = (): string => spanIdOf(this.runId, this.next);
}

/** Keeps what Langfuse's processor lets out, so that the whole trace is one request. */
class Collected implements SpanExporter {
  readonly spans: ReadableSpan[] = [];

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.spans.push(...spans);
    done({ code: ExportResultCode.SUCCESS });
  }

  shutdown(): Promise<void> {
    return Promise.resolve();
  }
}
