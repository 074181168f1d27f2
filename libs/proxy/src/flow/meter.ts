import {
  bodyReader,
  countTokens,
  isBilled,
  isCountable,
  promptTokensAbout,
  streamReader,
  tokensAbout,
  type LlmOperation,
  type LlmRequest,
  type UsageReader,
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
  /** When the call began, on the clock of `performance.now()`. */
  startedAt: number;
}

/** Meters a call in tokens. Refused and failed calls cost nothing; unread ones are estimated. */
export function llmMeter(call: LlmCall): Meter {
  const { request, operation } = call;
  if (!request || !isBilled(operation)) return freeMeter();
  const price = (tokens: TokenCounts, answered?: string): Consumption => {
    const { costNano, priced } = call.quote.llm(tokens, request.model, answered);
    return { tokens, costNano, priced };
  };
  const { startedAt } = call;
  const { bounds } = request;
  let reader: UsageReader | undefined;
  return {
    bound: price(bounds.atMost),
    expected: price(bounds.about ?? asked(tokensAbout(request.body.length))),
    reads: true,
    begin: (status, events) => {
      if (!isSuccess(status)) return;
      reader = events ? streamReader(operation, isCountable(request.model)) : bodyReader(operation);
    },
    push: (chunk) => reader?.push(chunk),
    end: (ending, status) => {
      if (ending === 'unsent' || (status !== undefined && !isSuccess(status))) return FREE;
      const reading = reader?.end() ?? { complete: false, outputBytes: 0 };
      const { model, firstTokenAt } = reading;
      const told = {
        model,
        ...(firstTokenAt !== undefined && { firstTokenMs: Math.max(0, firstTokenAt - startedAt) }),
      };
      if (reading.complete && reading.tokens) {
        const estimatedReason = reading.uncertain;
        return {
          ...price(reading.tokens, model),
          ...told,
          ...(estimatedReason && { estimatedReason }),
        };
      }
      const tokens = estimated(reading, request);
      return { ...price(tokens, model), ...told, estimatedReason: reasonOf(ending) };
    },
  };
}

/** What the provider said so far stands; the rest is counted in the texts that were seen. */
function estimated(reading: UsageReading, { model, body, bounds }: LlmRequest): TokenCounts {
  const { tokens: said, outputText } = reading;
  // Of pictures and sounds the size of an answer tells nothing.
  if (bounds.about) {
    const output = outputText ? outputAbout(model, reading) : bounds.about.output;
    return said ?? { ...bounds.about, output };
  }
  if (!said) {
    const input = promptTokensAbout(model, body) ?? tokensAbout(body.length);
    return { ...asked(input), output: outputAbout(model, reading) };
  }
  return { ...said, output: Math.max(said.output, outputAbout(model, reading)) };
}

const asked = (input: number): TokenCounts => ({ input, output: 0, cacheRead: 0, cacheWrite: 0 });

function outputAbout(model: string, { outputBytes, outputText }: UsageReading): number {
  const counted = outputText && countTokens(model, outputText.text);
  // Only the beginning of a long text was kept: it is taken to have gone on in the same way.
  return counted ? Math.ceil(counted / outputText.share) : tokensAbout(outputBytes);
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
