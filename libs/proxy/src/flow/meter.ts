import {
  bodyReader,
  isBilled,
  streamReader,
  tokensAbout,
  type LlmOperation,
  type LlmRequest,
  type UsageReading,
} from '@renum/llm';
import type { Consumption, Quote, UsageResult } from '@renum/billing';
import type { TokenCounts } from '@renum/contracts';

/** How a call upstream ended, as far as billing is concerned. */
export type Ending =
  /** The answer was read to its end. */
  | 'complete'
  /** Never reached the provider. */
  | 'unsent'
  /** The provider broke off, or was too slow. */
  | 'cut'
  /** We broke off: the caller had left and the drain hit its bound, or a limit was passed. */
  | 'abandoned';

/** What one call costs: bound before, read while it streams, told after. */
export interface Meter {
  /** The most the call can take; reserved before it is sent. */
  readonly bound: Consumption;
  /** Billed, as estimated, if this process dies in between. */
  readonly expected: Consumption;
  /** False when the answer has nothing to read: a caller that leaves then ends the call. */
  readonly reads: boolean;
  begin(status: number, events: boolean): void;
  push(chunk: Buffer): void;
  end(ending: Ending, status: number | undefined): UsageResult;
}

const FREE: UsageResult = { costNano: 0n, priced: true };

export interface LlmCall {
  operation: LlmOperation;
  /** As it was when the call began: the same for what is reserved and what is settled. */
  quote: Quote;
  request?: LlmRequest;
  requestBytes: number;
}

/** Meters a call in tokens. Refused and failed calls cost nothing; unread ones are estimated. */
export function llmMeter(call: LlmCall): Meter {
  const { request, operation } = call;
  if (!request || !isBilled(operation)) return freeMeter();
  const billed = operation as Exclude<LlmOperation, 'models' | 'count_tokens'>;
  const price = (tokens: TokenCounts, answered?: string): Consumption => {
    const { costNano, priced } = call.quote.llm(tokens, request.model, answered);
    return { tokens, costNano, priced };
  };
  const only = (input: number, output: number): TokenCounts => ({
    input,
    output,
    cacheRead: 0,
    cacheWrite: 0,
  });
  let reader: ReturnType<typeof bodyReader> | undefined;
  return {
    bound: price(only(request.bounds.input, request.bounds.output)),
    expected: price(only(tokensAbout(call.requestBytes), 0)),
    reads: true,
    begin: (status, events) => {
      if (!isSuccess(status)) return;
      reader = events ? streamReader(billed) : bodyReader(billed);
    },
    push: (chunk) => reader?.push(chunk),
    end: (ending, status) => {
      if (ending === 'unsent' || (status !== undefined && !isSuccess(status))) return FREE;
      const reading = reader?.end() ?? { complete: false, outputBytes: 0 };
      const model = reading.model;
      if (reading.complete && reading.tokens) return { ...price(reading.tokens, model), model };
      const tokens = estimated(reading, call.requestBytes);
      return { ...price(tokens, model), model, estimatedReason: reasonOf(ending) };
    },
  };
}

/** What the provider said so far stands; the rest is guessed from the bytes that were seen. */
function estimated(reading: UsageReading, requestBytes: number): TokenCounts {
  const said = reading.tokens;
  const input = said?.input ?? tokensAbout(requestBytes);
  const output = Math.max(said?.output ?? 0, tokensAbout(reading.outputBytes));
  return { input, output, cacheRead: said?.cacheRead ?? 0, cacheWrite: said?.cacheWrite ?? 0 };
}

export function reasonOf(ending: Ending): string {
  if (ending === 'complete') return 'usage_missing';
  return ending === 'cut' ? 'upstream_cut' : 'drain_bound';
}

export const isSuccess = (status: number): boolean => status >= 200 && status < 300;

/** For operations that no provider charges for. */
export function freeMeter(): Meter {
  return {
    bound: FREE,
    expected: FREE,
    reads: false,
    begin: () => undefined,
    push: () => undefined,
    end: () => FREE,
  };
}
