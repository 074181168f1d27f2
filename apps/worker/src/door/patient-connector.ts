import { buildConnector } from 'undici';

const RETRY_MS = 200;

const isRefused = (error: Error & { code?: unknown }): boolean => error.code === 'ECONNREFUSED';

/**
 * Connects as soon as there is somebody to connect to: an api that is being restarted is back in a
 * few seconds, and a run should not fail for that. Nothing of a request has been sent while this
 * waits, so waiting repeats nothing.
 */
export function patientConnector(patienceMs: number): buildConnector.connector {
  const connect = buildConnector({ timeout: 5_000 });
  return (options, callback) => {
    const giveUpAt = Date.now() + patienceMs;
    const attempt = (): void => {
      connect(options, (...outcome) => {
        const [error] = outcome;
        if (error && isRefused(error) && Date.now() < giveUpAt) setTimeout(attempt, RETRY_MS);
        else callback(...outcome);
      });
    };
    attempt();
  };
}
