/** `npm stop`: stops the installation of RENUM_HOME and waits until it is down. */
import { lockHolder } from './lock.mjs';
import { homeDirectory, layout } from './paths.mjs';
import { describe, Problem } from './problem.mjs';
import { signal, waitForEnd } from './processes.mjs';
import { cleanUpLeftovers } from './shutdown.mjs';
import { readState, writeState } from './state.mjs';

/** Longer than the supervisor's own drain and the database's shutdown together. */
const PATIENCE_MS = 70_000;

async function stop() {
  const paths = layout(homeDirectory());
  const supervisor = lockHolder(paths.lock);
  if (supervisor) {
    signal(supervisor, 'SIGTERM');
    if (!(await waitForEnd(supervisor, PATIENCE_MS))) {
      throw new Problem(`Process ${supervisor.pid} does not stop. End it with kill -9 and repeat.`);
    }
    return 'Renum is stopped. The data stays.';
  }
  const state = readState(paths.state);
  const left = state ? await cleanUpLeftovers(state) : [];
  if (!state || left.length === 0) return `Renum does not run from ${paths.home}.`;
  delete state.urls;
  writeState(paths.state, state);
  return `Renum was killed before; what it left behind is stopped: ${left.join(', ')}.`;
}

try {
  console.log(`  ${await stop()}`);
} catch (error) {
  console.error(`  ${describe(error)}`);
  process.exitCode = 1;
}
