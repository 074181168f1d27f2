/** `npm start`: brings Renum up and keeps it up until Ctrl-C, `npm stop` or a signal. */
import { bringUp } from './bring-up.mjs';
import { stopCommands } from './command.mjs';
import { style } from './console.mjs';
import { signIns } from './environment.mjs';
import { openInstallation } from './installation.mjs';
import { releaseLock, takeLock } from './lock.mjs';
import { homeDirectory, layout } from './paths.mjs';
import { checkDisk, checkHome, checkPlatform, checkPort, parsePort } from './preflight.mjs';
import { describe, Problem } from './problem.mjs';
import { identify } from './processes.mjs';
import { cleanUpLeftovers, shutDown } from './shutdown.mjs';
import { save } from './stack.mjs';
import { readState } from './state.mjs';

/** A Ctrl-C arrives twice, once from the terminal and once through run.cjs. */
const SAME_KEYPRESS_MS = 1000;

/** @param {import('./stack.mjs').Installation} installation */
function banner({ paths, state }) {
  const width = Math.max(...signIns(state).map(({ email }) => email.length));
  console.log(`\n  ${style.bold('Renum is running:')} ${style.bold(state.urls?.control ?? '')}\n`);
  for (const { role, email, password } of signIns(state)) {
    console.log(`  ${role.padEnd(9)} ${email.padEnd(width)}  ${password}`);
  }
  console.log(`\n  API docs  ${state.urls?.control}/docs`);
  console.log(`  Logs      ${paths.logs}`);
  console.log(style.dim('\n  Ctrl-C stops everything. The data stays.\n'));
}

/** @param {string} home */
async function prepare(home) {
  checkPlatform();
  const port = parsePort(process.env.PORT);
  const host = process.env.HOST || '127.0.0.1';
  const paths = layout(home);
  checkHome(home);
  const holder = takeLock(paths.lock);
  if (holder) {
    const url = readState(paths.state)?.urls?.control ?? 'starting';
    throw new Problem(
      `Renum already runs from ${home} (${url}, process ${holder.pid}). Stop it with npm stop, or ` +
        'start another beside it: RENUM_HOME=<path> PORT=<port> npm start.',
    );
  }
  const known = readState(paths.state);
  if (known) {
    const left = await cleanUpLeftovers(known);
    if (left.length > 0) console.log(`  Cleaned up after a killed start: ${left.join(', ')}`);
  }
  checkDisk(home, paths.state);
  await checkPort(port, host);
  const installation = openInstallation(home);
  installation.state.processes = { supervisor: identify(process.pid) };
  delete installation.state.urls;
  save(installation);
  return { installation, address: { port, host } };
}

async function main() {
  const home = homeDirectory();
  const paths = layout(home);
  let ending = 0;
  /** @type {import('./stack.mjs').Installation | undefined} */
  let installation;

  const end = async (/** @type {number} */ code, /** @type {string} */ reason = '') => {
    if (ending) {
      if (Date.now() - ending < SAME_KEYPRESS_MS) return;
      console.log('  Killing everything …');
      await installation?.supervisor.kill();
      process.exit(code || 1);
    }
    ending = Date.now();
    stopCommands();
    if (installation) {
      if (code === 0) console.log('  Stopping …');
      await shutDown(installation);
      installation.state.processes = {};
      delete installation.state.urls;
      save(installation);
    }
    releaseLock(paths.lock);
    // Last, where a person looks first.
    if (reason) console.error(`\n  ${reason}\n`);
    process.exit(code);
  };
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => void end(0));
  }
  try {
    const prepared = await prepare(home);
    installation = prepared.installation;
    console.log(`\n  Starting Renum ${style.dim(`(data in ${home})`)}\n`);
    await bringUp(installation, prepared.address);
    banner(installation);
  } catch (error) {
    // What was under way when a signal came fails as a matter of course.
    if (ending) return;
    const full = /** @type {{code?: string}} */ (error).code === 'ENOSPC';
    console.error(
      `\n  ${full ? `The disk is full. Free some space at ${home}.` : describe(error)}\n`,
    );
    await end(1);
  }
}

await main();
