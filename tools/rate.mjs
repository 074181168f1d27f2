/**
 * `npm run rate -- --tenant <slug or id> --month 2026-10 [--apply] [--into-open-month] [--json]`:
 * rates a tenant's month anew, on the database of RENUM_HOME or of the environment.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { bundle, homeDirectory, layout, nodeBinary } from './paths.mjs';
import { describe, Problem } from './problem.mjs';
import { ROLES } from './services/roles.mjs';
import { readState } from './state.mjs';

/** @returns {NodeJS.ProcessEnv} */
function databaseEnvironment() {
  const { DATABASE_URL, DATABASE_PLATFORM_URL, DATABASE_ADMIN_URL } = process.env;
  if (DATABASE_URL && DATABASE_PLATFORM_URL) return { DATABASE_URL, DATABASE_PLATFORM_URL };
  const { home, state: file } = layout(homeDirectory());
  const state = readState(file);
  if (!state) throw new Problem(`There is no installation in ${home}.`);
  const url = (/** @type {'app'|'platform'} */ role) => {
    const to = new URL(DATABASE_ADMIN_URL ?? `postgresql://127.0.0.1:${state.ports.postgres}`);
    to.pathname = '/renum';
    to.username = ROLES[role];
    to.password = state.passwords[role] ?? '';
    return to.href;
  };
  return { DATABASE_URL: url('app'), DATABASE_PLATFORM_URL: url('platform') };
}

try {
  const program = bundle('api', 'rate.mjs');
  if (!existsSync(program)) throw new Problem('It is not built yet: npm run build, or npm start.');
  const env = { ...process.env, ...databaseEnvironment() };
  const words = process.argv.slice(2);
  const { status } = spawnSync(nodeBinary(), [program, ...words], { env, stdio: 'inherit' });
  process.exitCode = status ?? 1;
} catch (error) {
  console.error(`  ${describe(error)}`);
  process.exitCode = 1;
}
