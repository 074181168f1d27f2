import type { TracingSettings } from '@renum/contracts';
import type { TenantDatabase } from '@renum/database';
import { DomainError, newId, secretScrubber } from '@renum/platform';
import type { SecretReader } from '@renum/vault';
import type { ClaimedExport, ExportClaims, ExportResult } from './export-claims';
import { RunExporter } from './run-exporter';
import type { RunReader } from './run-reader';
import type { RunRecord } from './trace-records';
import type { TraceAnswer } from './trace-sender';

const SECRET = 'public:canary-0123456789';

const RUN: RunRecord = {
  id: newId(),
  threadId: newId(),
  agentId: newId(),
  agentName: 'Researcher',
  agentVersion: 1,
  parameters: {},
  state: 'completed',
  input: 'canary-0123456789 is my key',
  startedAt: 1_000,
  endedAt: 2_000,
  steps: 1,
  answers: 0,
  events: [],
  calls: [],
};

/** The order of things and what is made of answers; the rest stands on the real services elsewhere. */
describe('the export of a run', () => {
  const bodies: string[] = [];
  let release: (() => void) | undefined;
  afterEach(() => {
    bodies.splice(0);
    release?.();
  });

  async function exported(
    answer: () => Promise<TraceAnswer>,
    over: {
      provider?: string;
      settings?: Partial<TracingSettings>;
      captured?: boolean;
      run?: Partial<RunRecord>;
      attempts?: number;
    } = {},
  ): Promise<ExportResult | undefined> {
    const { provider = 'langfuse', settings, captured = true, attempts = 1 } = over;
    const set = { enabled: true, credentialId: newId(), captureContent: true, sampleRate: 1 };
    let result: ExportResult | undefined;
    const database = {
      transaction: () => Promise.resolve({ ...set, ...settings }),
    } as unknown as TenantDatabase;
    const runs = { find: () => Promise.resolve({ ...RUN, ...over.run }) } as unknown as RunReader;
    const secrets = {
      // As the vault does: what was opened is masked from then on.
      open: () => {
        release = secretScrubber.add('canary-0123456789');
        return Promise.resolve({ provider, value: SECRET });
      },
    } as unknown as SecretReader;
    const claims = {
      finish: (_wanted: ClaimedExport, given: ExportResult) => {
        result = given;
        return Promise.resolve();
      },
    } as unknown as ExportClaims;
    const sender = {
      send: (_secret: unknown, body: Uint8Array) => {
        bodies.push(Buffer.from(body).toString());
        return answer();
      },
    };
    const wanted = { id: newId(), tenantId: newId(), runId: RUN.id, claim: newId(), attempts };
    const exporter = new RunExporter(database, runs, secrets, claims, sender);
    await exporter.export({ ...wanted, captureContent: captured });
    return result;
  }
  const said = (status: number, more: Partial<TraceAnswer> = {}) =>
    exported(() => Promise.resolve({ status, ...more }));

  it('masks the keys that it goes by, which were opened before the trace was made', async () => {
    await said(200);
    expect(bodies[0]).toContain('[secret] is my key');
    expect(bodies[0]).not.toContain('canary');
  });

  it.each([
    [200, 'sent'],
    [207, 'sent'],
    [400, 'failed'],
    [413, 'failed'],
    [401, 'again'],
    [429, 'again'],
    [503, 'again'],
    [307, 'again'],
  ])('is with HTTP %i %s', async (status, state) => {
    expect(await said(status)).toMatchObject({ state });
  });

  it('is not done where a part was rejected', async () => {
    expect(await said(200, { rejected: '3 spans' })).toEqual({
      state: 'failed',
      error: 'Langfuse rejected a part: 3 spans',
    });
  });

  it('says of what it threw only what people may know', async () => {
    const inside = () => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.7:5432'));
    expect(await exported(inside)).toEqual({
      state: 'again',
      error: 'Langfuse could not be reached.',
    });
    const refused = new DomainError('destination_refused', 'The destination x is refused.');
    expect(await exported(() => Promise.reject(refused))).toEqual({
      state: 'again',
      error: 'The destination x is refused.',
    });
  });

  it('goes by no other provider’s keys, and not at all when it is off', async () => {
    const good = () => Promise.resolve({ status: 200 });
    expect(await exported(good, { provider: 'openai' })).toMatchObject({ state: 'failed' });
    const off = { settings: { enabled: false } };
    expect(await exported(good, off)).toMatchObject({ state: 'skipped' });
    expect(bodies).toEqual([]);
  });

  it('waits for calls that the ledger does not have yet, but not for ever', async () => {
    const good = () => Promise.resolve({ status: 200 });
    const run = { answers: 1 };
    expect(await exported(good, { run })).toMatchObject({ state: 'again' });
    expect(await exported(good, { run, attempts: 3 })).toMatchObject({ state: 'again' });
    expect(bodies).toEqual([]);
    expect(await exported(good, { run, attempts: 4 })).toEqual({ state: 'sent' });
  });

  it('shows contents only where they were allowed then and are still', async () => {
    const good = () => Promise.resolve({ status: 200 });
    await exported(good, { captured: false });
    await exported(good, { settings: { captureContent: false } });
    await exported(good);
    expect(bodies.map((body) => body.includes('is my key'))).toEqual([false, false, true]);
  });
});
