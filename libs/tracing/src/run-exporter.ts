import { Inject, Injectable } from '@nestjs/common';
import { TenantDatabase } from '@renum/database';
import { isDomainError, tenantContext } from '@renum/platform';
import { SecretReader } from '@renum/vault';
import type { ClaimedExport, ExportResult } from './export-claims';
import { ExportClaims } from './export-claims';
import { otlpBody } from './otlp';
import { RunReader } from './run-reader';
import { MAX_OBSERVATIONS, traceOfRun } from './trace-of-run';
import type { RunRecord } from './trace-records';
import { TRACE_SENDER, type TraceAnswer, type TraceSender } from './trace-sender';
import { tracingSettings } from './tracing-row';

export const LANGFUSE = 'langfuse';

/** From this attempt on, some six minutes after the first, a trace goes without what is missing. */
const WITHOUT_THEM = 4;

/** Sends the trace of one run to its tenant's Langfuse, and writes down what came of it. */
@Injectable()
export class RunExporter {
  constructor(
    private readonly database: TenantDatabase,
    private readonly runs: RunReader,
    private readonly secrets: SecretReader,
    private readonly claims: ExportClaims,
    @Inject(TRACE_SENDER) private readonly sender: TraceSender,
  ) {}

  /** @throws Error only when the database fails: the claim then runs out, and it is tried again */
  async export(wanted: ClaimedExport): Promise<void> {
    const { tenantId } = wanted;
    // All that is read is read as this tenant: nothing of another one can get into its trace.
    const result = await tenantContext.run({ tenantId, actor: { type: 'system' } }, () =>
      this.attempt(wanted),
    );
    await this.claims.finish(wanted, result);
  }

  private async attempt(wanted: ClaimedExport): Promise<ExportResult> {
    const { tenantId, runId, captureContent, attempts } = wanted;
    const settings = await this.database.transaction(tracingSettings);
    const { enabled, credentialId } = settings;
    if (!enabled || credentialId === undefined)
      return { state: 'skipped', error: 'Tracing was switched off.' };
    // Both then and now: nothing is shown that a person has not allowed, or does not any more.
    const shown = captureContent && settings.captureContent;
    const run = await this.runs.find(runId, shown);
    if (!run) return { state: 'skipped', error: 'There is no such run.' };
    if (attempts < WITHOUT_THEM && lacksCalls(run))
      return { state: 'again', error: 'Calls of the run are on their way to the ledger still.' };
    try {
      const secret = await this.secrets.open({ tenantId, credentialId, purpose: 'tracing' });
      if (secret.provider !== LANGFUSE)
        return { state: 'failed', error: 'The credential is not one of Langfuse.' };
      // After the keys were opened: from then on they are masked, in the trace as everywhere.
      const body = await otlpBody(traceOfRun(run, shown));
      return judged(await this.sender.send(secret, body));
    } catch (error) {
      return { state: 'again', error: describe(error) };
    }
  }
}

/** A data plane that died tells of its last calls when another one has found its journal. */
function lacksCalls({ answers, calls }: RunRecord): boolean {
  const good = calls.filter(
    ({ kind, status }) => kind === 'llm' && status !== undefined && status < 400,
  );
  return good.length < answers && calls.length < MAX_OBSERVATIONS;
}

function judged({ status, rejected }: TraceAnswer): ExportResult {
  if (status >= 200 && status < 300)
    return rejected === undefined
      ? { state: 'sent' }
      : { state: 'failed', error: `Langfuse rejected a part: ${rejected}` };
  if (status === 400 || status === 413 || status === 422)
    return { state: 'failed', error: `Langfuse does not take the trace (HTTP ${status}).` };
  if (status === 401 || status === 403)
    return { state: 'again', error: `Langfuse refused the keys (HTTP ${status}).` };
  return { state: 'again', error: `Langfuse answered with HTTP ${status}.` };
}

function describe(error: unknown): string {
  if (isDomainError(error)) return error.message;
  const { name = '' } = error as { name?: string };
  return name.endsWith('TimeoutError')
    ? 'Langfuse did not answer in time.'
    : 'Langfuse could not be reached.';
}
