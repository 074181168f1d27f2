import type { Consumption } from '@renum/billing';
import { isSuccess, reasonOf, type Meter } from '../flow/meter';

/** Counts tool calls: one each, at the price that the connection says, if any. */
export function callMeter(priceNano: bigint): Meter {
  const one: Consumption = {
    meter: 'calls',
    quantityMilli: 1_000,
    costNano: priceNano,
    priced: true,
  };
  return {
    bound: one,
    expected: one,
    reads: false,
    begin: () => undefined,
    push: () => undefined,
    end: (ending, status) => {
      if (ending === 'unsent' || (status !== undefined && !isSuccess(status)))
        return { costNano: 0n, priced: true };
      // What was sent was done, as far as anyone can tell.
      return ending === 'complete' ? one : { ...one, estimatedReason: reasonOf(ending) };
    },
  };
}
