import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What `npm test` says about the installation it started. */
function required(name: 'E2E_URL' | 'RENUM_HOME'): string {
  const value = process.env[name];
  if (value) return value;
  throw new Error(`${name} is not set: start Renum and set it, or let \`npm test\` do so.`);
}

export const baseUrl = required('E2E_URL');
export const renumHome = required('RENUM_HOME');
export const chromium = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
export const shots = process.env['E2E_SHOTS'] ?? mkdtempSync(join(tmpdir(), 'renum-shots-'));
export const childEnvironment = process.env;
