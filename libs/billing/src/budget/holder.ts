/**
 * Whose hash in Redis keeps an act by its id: its run's, or, for an app's, that of its API key in ten
 * minutes. An app never ends, so one hash for all it does would grow for ever.
 */
export const APP_WINDOW_MS = 10 * 60_000;

/** Apps have no budget of a run's kind: above any amount. */
export const NO_RUN_LIMIT = 9_000_000_000_000_000n;

export interface Actor {
  runId?: string;
  apiKeyId?: string;
}

/** @throws Error for an act of neither a run nor an app */
export function holderOf({ runId, apiKeyId }: Actor, at: Date): string {
  if (runId !== undefined) return runId;
  if (apiKeyId === undefined) throw new Error('an act of neither a run nor an app has no budget');
  const start = new Date(at.getTime() - (at.getTime() % APP_WINDOW_MS));
  return `app:${apiKeyId}:${start.toISOString()}`;
}

const APP = /^app:([0-9a-f-]{36}):(.+)$/;

/** The key and the span of an app's holder; `undefined` for a run's. */
export function appOf(holder: string): { apiKeyId: string; from: Date; to: Date } | undefined {
  const [, apiKeyId, since] = APP.exec(holder) ?? [];
  if (!apiKeyId || !since) return undefined;
  const from = new Date(since);
  return { apiKeyId, from, to: new Date(from.getTime() + APP_WINDOW_MS) };
}
