/** One thing that readiness depends on. `check` answers within a second or is taken for broken. */
export interface HealthCheck {
  readonly name: string;
  check(): Promise<{ ok: boolean; detail: string }>;
}

export interface HealthResult {
  name: string;
  ok: boolean;
  detail: string;
  /** ISO time. */
  at: string;
}

const TIMEOUT_MS = 1_500;

class Late extends Error {}

/** Runs all checks side by side; one that throws or hangs is a result, not an exception. */
export function runChecks(checks: readonly HealthCheck[]): Promise<HealthResult[]> {
  return Promise.all(checks.map(runCheck));
}

async function runCheck(check: HealthCheck): Promise<HealthResult> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Late()), TIMEOUT_MS);
  });
  try {
    const result = await Promise.race([check.check(), deadline]);
    return { name: check.name, ...result, at: new Date().toISOString() };
  } catch (error) {
    // A driver's words name hosts and users, and this answer is public.
    const late = error instanceof Late;
    const detail = late ? `no answer in ${TIMEOUT_MS} ms` : 'failed';
    return { name: check.name, ok: false, detail, at: new Date().toISOString() };
  } finally {
    clearTimeout(timer);
  }
}
