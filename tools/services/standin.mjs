import { appSpec } from '../environment.mjs';

/**
 * The loopback stand-in that plays the LLM and Tavily for the demo. It needs nothing of ours, so
 * it gets nothing: no database, no key.
 * @param {number} port
 */
export function standinSpec(port) {
  const { PATH, LANG, TZ, LOG_LEVEL } = process.env;
  const env = { PATH, LANG, TZ, LOG_LEVEL, NODE_ENV: 'production' };
  return appSpec('standin', { ...env, STANDIN_HOST: '127.0.0.1', STANDIN_PORT: String(port) });
}

/**
 * Waits until something accepts connections and answers HTTP, whatever it answers.
 * @param {string} url
 * @param {number} timeoutMs
 */
export async function answersHttp(url, timeoutMs) {
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline;) {
    try {
      await fetch(url, { signal: AbortSignal.timeout(2000) });
      return true;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  return false;
}
