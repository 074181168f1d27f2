import { existsSync } from 'node:fs';
import { aptInstall, canApt } from './apt.mjs';
import { run } from './command.mjs';
import { Problem } from './problem.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

async function find() {
  for (const name of NAMES) {
    const found = await run('/bin/sh', ['-c', 'command -v -- "$1"', 'sh', name]);
    if (found.code === 0) return found.stdout.trim();
  }
  return existsSync(MAC) ? MAC : undefined;
}

/**
 * A browser for the end-to-end tests: the one named, one that is here, or Debian's.
 * @param {(text: string) => void} progress
 * @returns {Promise<string>}
 */
export async function ensureChromium(progress) {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (existsSync(named)) return named;
    throw new Problem(`CHROMIUM_PATH=${named} does not exist.`);
  }
  const known = await find();
  if (known) return known;
  if (await canApt()) {
    await aptInstall(['chromium', 'fonts-liberation'], progress);
    const installed = await find();
    if (installed) return installed;
  }
  throw new Problem('Chromium is missing. Install it, or set CHROMIUM_PATH to a browser.');
}
