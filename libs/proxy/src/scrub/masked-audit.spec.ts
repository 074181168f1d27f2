import { MaskedAudit, type Masked, type MaskedEntry } from './masked-audit';

const masked = (change: Partial<Masked> = {}): Masked => ({
  tenantId: 't',
  credentialId: 'c',
  provider: 'tavily',
  operation: 'search',
  runId: 'r',
  actor: { type: 'instance', id: 'i' },
  requestId: '1',
  times: 2,
  ...change,
});

describe('the audit of masked secrets', () => {
  const written: MaskedEntry[] = [];
  const failures: unknown[] = [];
  let fails = false;
  const audit = () =>
    new MaskedAudit(
      (entry) => {
        if (fails) return Promise.reject(new Error('away'));
        written.push(entry);
        return Promise.resolve();
      },
      (error) => failures.push(error),
    );

  beforeEach(() => {
    jest.useFakeTimers();
    written.length = 0;
    failures.length = 0;
    fails = false;
  });
  afterEach(() => void jest.useRealTimers());

  it('tells of the first within a second, and of a flood once a minute', async () => {
    const one = audit();
    one.note(masked());
    for (let count = 0; count < 999; count += 1) one.note(masked({ requestId: 'x', times: 1 }));
    await jest.advanceTimersByTimeAsync(1_000);
    expect(written).toEqual([{ ...masked(), times: 1001, answers: 1000 }]);
    for (let second = 0; second < 59; second += 1) {
      one.note(masked({ requestId: 'y', times: 1 }));
      await jest.advanceTimersByTimeAsync(1_000);
    }
    expect(written).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(written[1]).toMatchObject({ requestId: 'y', times: 59, answers: 59 });
    await jest.advanceTimersByTimeAsync(120_000);
    expect(written).toHaveLength(2);
    // Long after, it is news again.
    one.note(masked());
    await jest.advanceTimersByTimeAsync(1_000);
    expect(written).toHaveLength(3);
  });

  it('keeps credentials apart, and tells all at the end', async () => {
    const one = audit();
    one.note(masked());
    one.note(masked({ credentialId: 'd', tenantId: 'u' }));
    await one.close();
    expect(written.map(({ tenantId, credentialId }) => tenantId + credentialId)).toEqual([
      'tc',
      'ud',
    ]);
    one.note(masked());
    await one.close();
    expect(written).toHaveLength(3);
  });

  it('says when it could not be written', async () => {
    fails = true;
    const one = audit();
    one.note(masked());
    await one.close();
    expect(failures).toHaveLength(1);
  });
});
