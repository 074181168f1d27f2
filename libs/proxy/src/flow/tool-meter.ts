import type { Consumption } from '@renum/billing';
import { fieldValue, scanTopLevel } from '@renum/llm';
import { DomainError } from '@renum/platform';
import { meterActual, meterBound, type Metered, type ProviderOperation } from '@renum/providers';
import { freeMeter, isSuccess, reasonOf, type Meter } from './meter';

/** Answers beyond this are passed on, but billed by the published rule instead of being read. */
const MAX_READ_BYTES = 8 * 1024 * 1024;

/** Meters a call in the provider's own units. */
export function toolMeter(operation: ProviderOperation, body: Buffer): Meter {
  if (!operation.meter) return freeMeter();
  const request = requestFields(operation, body);
  const bound = consumption(meterBound(operation, request));
  const chunks: Buffer[] = [];
  let size = 0;
  return {
    bound,
    expected: bound,
    reads: true,
    begin: () => undefined,
    push: (chunk) => {
      size += chunk.length;
      if (size <= MAX_READ_BYTES) chunks.push(chunk);
    },
    end: (ending, status) => {
      if (ending === 'unsent' || (status !== undefined && !isSuccess(status)))
        return { costNano: 0n, priced: true };
      if (ending !== 'complete') return { ...bound, estimatedReason: reasonOf(ending) };
      const answer = size <= MAX_READ_BYTES ? answerFields(operation, whole(chunks)) : {};
      return consumption(meterActual(operation, request, answer));
    },
  };
}

function consumption(metered: Metered | undefined): Consumption {
  const { meter, quantityMilli, costNano } = metered ?? { costNano: 0n };
  return { meter, quantityMilli, costNano, priced: true };
}

const whole = (chunks: Buffer[]): Buffer => {
  const [only] = chunks;
  return chunks.length === 1 && only ? only : Buffer.concat(chunks);
};

/** Which top-level fields an operation's meter needs; the same for every call. */
interface Wanted {
  asked: ReadonlySet<string>;
  reported: ReadonlySet<string>;
  delivered: ReadonlySet<string>;
}
const wanted = new WeakMap<ProviderOperation, Wanted>();

function wantedOf(operation: ProviderOperation): Wanted {
  const known = wanted.get(operation);
  if (known) return known;
  const { factors = [], batch, reportedAt } = operation.meter ?? {};
  const fields: Wanted = {
    asked: new Set(factors.map(({ field }) => field).concat(batch ? [batch.requested] : [])),
    reported: new Set(reportedAt?.slice(0, 1)),
    delivered: new Set(batch ? [batch.delivered] : []),
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

/** The provider's own figure sits near the top; the results themselves stay unparsed if it is there. */
function answerFields(operation: ProviderOperation, body: Buffer): unknown {
  const { reported, delivered } = wantedOf(operation);
  const said = reported.size > 0 ? pick(body, reported) : undefined;
  if (said && Object.keys(said).length > 0) return said;
  return delivered.size > 0 ? (pick(body, delivered) ?? {}) : {};
}

function pick(body: Buffer, names: ReadonlySet<string>): Record<string, unknown> | undefined {
  const scan = scanTopLevel(body, names);
  if (!scan) return undefined;
  const found: Record<string, unknown> = {};
  for (const name of scan.fields.keys()) found[name] = fieldValue(body, scan, name);
  return found;
}
