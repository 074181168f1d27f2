import { EventEmitter } from 'node:events';
import type { AskedCall } from '@renum/approvals';
import type { InstanceIdentity } from '@renum/contracts';
import { ApprovalGate } from './approval-gate';
import type { Exchange } from './exchange';

describe('calls that are put before a person', () => {
  it('are bounded for a run that asks and leaves, asks and leaves', async () => {
    let asked = 0;
    const gate = new ApprovalGate(
      {
        ask: () => {
          asked += 1;
          return Promise.reject(new Error('the caller left'));
        },
      },
      { holdWaiting: () => () => undefined },
    );
    const ask = async (runId: string): Promise<unknown> => {
      const exchange = { res: new EventEmitter(), over: false } as unknown as Exchange;
      const identity = { tenantId: 'tenant', runId } as InstanceIdentity;
      const call = { body: Buffer.alloc(0) } as AskedCall;
      return gate.pass(exchange, identity, call).catch((error: unknown) => error);
    };
    for (let times = 0; times < 200; times += 1) await ask('run');
    expect(asked).toBeGreaterThanOrEqual(120);
    expect(asked).toBeLessThan(130);
    expect(await ask('run')).toMatchObject({ code: 'too_many_requests' });
    const before = asked;
    await ask('another');
    expect(asked).toBe(before + 1);
  });
});
