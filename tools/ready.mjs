import { lastLines } from './logs.mjs';
import { Problem } from './problem.mjs';

/** A first start compiles nothing any more, but the machine may be small and busy. */
const TIMEOUT_MS = 90_000;

/**
 * Waits until the platform answers that it is ready.
 * @param {string} url the control plane's
 * @param {import('./supervisor.mjs').Supervisor} supervisor
 * @param {(text: string) => void} progress
 */
export async function waitUntilReady(url, supervisor, progress) {
  let last = 'no answer';
  for (const deadline = Date.now() + TIMEOUT_MS; Date.now() < deadline;) {
    try {
      const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5000) });
      if (answer.ok) return;
      last = `${answer.status} ${(await answer.text()).slice(0, 300)}`;
    } catch (error) {
      // Refused, reset, too slow: not ready yet.
      if (!(error instanceof Error)) throw error;
      last = error.message;
    }
    const broken = supervisor.failing();
    if (broken) {
      const log = supervisor.logFile(broken);
      throw new Problem(`${broken} does not stay up. The end of ${log}:\n${lastLines(log, 12)}`);
    }
    progress(last);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Problem(`Renum is not ready after ${TIMEOUT_MS / 1000} s: ${last}. See the logs.`);
}
