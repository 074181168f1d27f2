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
      const answer = size <= MAX_READ_BYTES ? answerFields(operation, Buffer.concat(chunks)) : {};
      return consumption(meterActual(operation, request, answer));
    },
  };
}

function consumption(metered: Metered | undefined): Consumption {
  const { meter, quantityMilli, costNano } = metered ?? { costNano: 0n };
  return { meter, quantityMilli, costNano, priced: true };
}

/** The fields of a request that make it dearer. Two of one name could be read either way: refused. */
function requestFields(operation: ProviderOperation, body: Buffer): unknown {
  const { factors = [], batch } = operation.meter ?? {};
  const names = factors.map(({ field }) => field).concat(batch ? [batch.requested] : []);
  if (names.length === 0) return {};
  const fields = pick(body, names);
  if (fields) return fields;
  throw new DomainError(
    'malformed_request',
    'The body is not one JSON object with distinct fields.',
  );
}

/** The provider's own figure sits near the top; the results themselves stay unparsed if it is there. */
function answerFields(operation: ProviderOperation, body: Buffer): unknown {
  const { reportedAt, batch } = operation.meter ?? {};
  const reported = reportedAt?.[0] === undefined ? undefined : pick(body, [reportedAt[0]]);
  if (reported && Object.keys(reported).length > 0) return reported;
  return batch ? (pick(body, [batch.delivered]) ?? {}) : {};
}

function pick(body: Buffer, names: string[]): Record<string, unknown> | undefined {
  const scan = scanTopLevel(body, new Set(names));
  if (!scan) return undefined;
  const found = names.filter((name) => scan.fields.has(name));
  return Object.fromEntries(found.map((name) => [name, fieldValue(body, scan, name)]));
}
