import type { Consumption, Quote } from '@renum/billing';
import { FieldReader, fieldValue, scanTopLevel, type Fields } from '@renum/llm';
import { DomainError } from '@renum/platform';
import { meterActual, meterBound, type Metered, type ProviderOperation } from '@renum/providers';
import { freeMeter, isSuccess, reasonOf, type Meter } from './meter';

/** Meters a call in the provider's own units, at its own price unless the quote knows another. */
export function toolMeter(operation: ProviderOperation, body: Buffer, quote: Quote): Meter {
  if (!operation.meter) return freeMeter();
  const consumption = (metered: Metered | undefined) => priced(metered, quote);
  const request = requestFields(operation, body);
  const bound = consumption(meterBound(operation, request));
  const { answered } = wantedOf(operation);
  const reader = answered.size > 0 ? new FieldReader(answered) : undefined;
  return {
    bound,
    expected: bound,
    reads: true,
    begin: () => undefined,
    push: (chunk) => reader?.push(chunk),
    end: (ending, status) => {
      if (ending === 'unsent' || (status !== undefined && !isSuccess(status)))
        return { costNano: 0n, priced: true };
      if (ending !== 'complete') return { ...bound, estimatedReason: reasonOf(ending) };
      return consumption(meterActual(operation, request, reader?.end() ?? {}));
    },
  };
}

function priced(metered: Metered | undefined, quote: Quote): Consumption {
  if (!metered) return { costNano: 0n, priced: true };
  const { meter, quantityMilli, costNano } = metered;
  const ours = quote.units(meter, quantityMilli);
  return { meter, quantityMilli, costNano: ours ?? costNano, priced: true };
}

/** Which top-level fields an operation's meter needs; the same for every call. */
interface Wanted {
  asked: ReadonlySet<string>;
  /** The provider's own figure, and what it delivered where that is counted. */
  answered: ReadonlySet<string>;
}
const wanted = new WeakMap<ProviderOperation, Wanted>();

function wantedOf(operation: ProviderOperation): Wanted {
  const known = wanted.get(operation);
  if (known) return known;
  const { factors = [], batch, counted, reportedAt } = operation.meter ?? {};
  const asked = factors.map(({ field }) => field);
  if (batch) asked.push(batch.requested);
  if (counted) asked.push(counted.field);
  const fields: Wanted = {
    asked: new Set(asked),
    answered: new Set([...(reportedAt?.slice(0, 1) ?? []), ...(batch ? [batch.delivered] : [])]),
  };
  wanted.set(operation, fields);
  return fields;
}

/** The fields of a request that make it dearer. Two of one name could be read either way: refused. */
function requestFields(operation: ProviderOperation, body: Buffer): unknown {
  const { asked } = wantedOf(operation);
  if (asked.size === 0) return {};
  const fields = pick(body, asked);
  if (fields) return fields;
  throw new DomainError(
    'malformed_request',
    'The body is not one JSON object with distinct fields.',
  );
}

function pick(body: Buffer, names: ReadonlySet<string>): Fields | undefined {
  const scan = scanTopLevel(body, names);
  if (!scan) return undefined;
  const found: Fields = {};
  for (const name of scan.fields.keys()) found[name] = fieldValue(body, scan, name);
  return found;
}
