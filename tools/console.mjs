const dim = (/** @type {string} */ text) => (process.stdout.isTTY ? `\x1b[2m${text}\x1b[0m` : text);
const bold = (/** @type {string} */ text) =>
  process.stdout.isTTY ? `\x1b[1m${text}\x1b[0m` : text;
export const style = { dim, bold };

/** How often a slow step says that it still works, where no terminal can redraw a line. */
const HEARTBEAT_MS = 10_000;

/**
 * Runs one step of the start and shows that it runs, how far it is and how long it took.
 * @template T
 * @param {string} title
 * @param {(progress: (text: string) => void) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const begun = Date.now();
  const seconds = () => `${((Date.now() - begun) / 1000).toFixed(1)} s`;
  const live = Boolean(process.stdout.isTTY);
  let detail = '';
  const draw = () => {
    const width = (process.stdout.columns ?? 80) - 1;
    const text = `  … ${title} ${seconds()} ${detail}`.slice(0, width);
    process.stdout.write(`\r\x1b[2K${dim(text)}`);
  };
  const beat = () => console.log(`  … ${title} ${seconds()} ${detail}`.trimEnd());
  const timer = setInterval(live ? draw : beat, live ? 200 : HEARTBEAT_MS);
  try {
    const result = await work((text) => (detail = text.trim()));
    if (live) process.stdout.write('\r\x1b[2K');
    console.log(`  ✓ ${title} ${dim(seconds())}`);
    return result;
  } catch (error) {
    if (live) process.stdout.write('\r\x1b[2K');
    console.log(`  ✗ ${title} ${dim(seconds())}`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}
