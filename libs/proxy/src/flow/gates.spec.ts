import { Gates } from './gates';

describe('memory for bodies', () => {
  it('is shared: one tenant cannot take it from the others', () => {
    const gates = new Gates({ calls: 10, tenantCalls: 10, bodyBytes: 400 });
    const release = gates.holdBytes('a', 100);
    expect(() => gates.holdBytes('a', 1)).toThrow(expect.objectContaining({ code: 'overloaded' }));
    gates.holdBytes('b', 100);
    release();
    gates.holdBytes('a', 100);
  });

  it('ends for all together', () => {
    const gates = new Gates({ calls: 10, tenantCalls: 10, bodyBytes: 400 });
    for (const tenant of ['a', 'b', 'c', 'd']) gates.holdBytes(tenant, 100);
    expect(() => gates.holdBytes('e', 1)).toThrow(expect.objectContaining({ code: 'overloaded' }));
  });
});
