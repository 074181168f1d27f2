import type { TracingSettings } from '@renum/contracts';
import type { EntityManager } from '@renum/database';

interface Row {
  enabled: boolean;
  credentialId: string | null;
  captureContent: boolean;
  sampleRate: number;
}

/** Off, until somebody switches it on. */
const OFF: TracingSettings = { enabled: false, captureContent: false, sampleRate: 1 };

/** Of the current tenant. */
export async function tracingSettings(em: EntityManager): Promise<TracingSettings> {
  const [row] = await em.execute<Row[]>(
    `select enabled, credential_id as "credentialId", capture_content as "captureContent",
            sample_rate::float8 as "sampleRate"
       from tracing_settings`,
  );
  if (!row) return OFF;
  const { credentialId, ...rest } = row;
  return { ...rest, ...(credentialId !== null && { credentialId }) };
}
