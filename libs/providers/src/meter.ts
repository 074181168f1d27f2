import type { ProviderMeter, ProviderOperation } from './manifest';

/** What one call of an operation takes: thousandths of the meter's unit, and its price. */
export interface Metered {
  meter: string;
  quantityMilli: number;
  costNano: bigint;
  /** False when the figure comes from the published rule instead of the provider's answer. */
  reported: boolean;
}

type Json = Record<string, unknown>;

/** The most that a call can take, known before it is sent; for reservations. */
export function meterBound(operation: ProviderOperation, request: unknown): Metered | undefined {
  const { meter } = operation;
  if (!meter) return undefined;
  const items = meter.batch ? countOf(asObject(request)[meter.batch.requested]) : undefined;
  const ruled =
    perCall(meter, asObject(request)) * batches(meter, items) * counted(meter, asObject(request));
  return metered(operation, meter, Math.max(ruled, meter.maxMilli ?? 0), false);
}

/** What a call that succeeded took: the provider's own figure, or the published rule without it. */
export function meterActual(
  operation: ProviderOperation,
  request: unknown,
  response: unknown,
): Metered | undefined {
  const { meter } = operation;
  if (!meter) return undefined;
  const reported = meter.reportedAt && numberAt(response, meter.reportedAt);
  if (reported !== undefined) return metered(operation, meter, Math.round(reported * 1000), true);
  const { batch } = meter;
  const delivered = batch && asObject(response)[batch.delivered];
  // Without a readable answer the asked-for number is the best bound there is.
  const items = batch
    ? countOf(Array.isArray(delivered) ? delivered : asObject(request)[batch.requested])
    : undefined;
  return metered(
    operation,
    meter,
    perCall(meter, asObject(request)) * batches(meter, items) * counted(meter, asObject(request)),
    false,
  );
}

function perCall(meter: ProviderMeter, request: Json): number {
  // Factors are alternatives to each other (two ways to ask for the dearer depth), not multiplied.
  const factor = meter.factors.map(({ field, values }) => values[String(request[field])] ?? 1);
  return meter.baseMilli * Math.max(1, ...factor);
}

const batches = (meter: ProviderMeter, items: number | undefined): number =>
  meter.batch && items !== undefined ? Math.ceil(items / meter.batch.size) : 1;

/** What a request allows by a whole number; anything else is read as if it said nothing. */
function counted({ counted: rule }: ProviderMeter, request: Json): number {
  if (!rule) return 1;
  const said = request[rule.field];
  return typeof said === 'number' && Number.isInteger(said) && said > 0 ? said : rule.otherwise;
}

function metered(
  operation: ProviderOperation,
  meter: ProviderMeter,
  quantityMilli: number,
  reported: boolean,
): Metered {
  const price = operation.priceNano ?? 0n;
  // Half a nano-unit rounds up; the only rounding of this event.
  const costNano = (BigInt(quantityMilli) * price + 500n) / 1000n;
  return { meter: meter.name, quantityMilli, costNano, reported };
}

const asObject = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};

const countOf = (value: unknown): number =>
  Array.isArray(value) ? value.length : value === undefined ? 0 : 1;

function numberAt(value: unknown, path: readonly string[]): number | undefined {
  let current: unknown = value;
  for (const key of path) current = asObject(current)[key];
  return typeof current === 'number' && Number.isFinite(current) && current >= 0
    ? current
    : undefined;
}
