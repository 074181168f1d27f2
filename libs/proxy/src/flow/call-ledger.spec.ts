import { CallLedger } from './call-ledger';
import type { LedgerCall } from './call';
import type { UpstreamResult } from './upstream';

describe('a journal that cannot be written', () => {
  it('keeps no money of a call that was never sent', () => {
    const settled: unknown[] = [];
    const broken = (): never => {
      throw new Error('disk full');
    };
    const ledger = new CallLedger(
      {
        hold: () => Promise.reject(new Error('not asked')),
        settle: (...settlement) => {
          settled.push(settlement);
          return Promise.resolve();
        },
      },
      { begin: broken, end: broken, cancel: broken },
      { info: broken, warn: broken, error: broken },
    );
    const call = {
      exchange: { id: 'e' },
      identity: { runId: 'r' },
      meter: { bound: { costNano: 5n, priced: true } },
      held: { at: 'run' },
    } as unknown as LedgerCall;
    expect(() => ledger.close(call, { ending: 'unsent' } as UpstreamResult)).toThrow('disk full');
    expect(settled).toEqual([[{ at: 'run' }, 0n]]);
  });
});
