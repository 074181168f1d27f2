import { layout } from './paths.mjs';
import { loadState } from './state.mjs';
import { rotate } from './logs.mjs';
import { save } from './stack.mjs';
import { Supervisor } from './supervisor.mjs';

const NAMES = ['postgres', 'redis', 'migrate', 'seed', 'standin', 'api', 'worker'];

/**
 * Opens an installation: its state, its logs begun anew, and a supervisor that writes down whom
 * it has started.
 * @param {string} home
 * @param {{disposable?: boolean}} [options]
 * @returns {import('./stack.mjs').Installation}
 */
export function openInstallation(home, { disposable = false } = {}) {
  const paths = layout(home);
  const state = loadState(paths.state);
  /** @type {import('./stack.mjs').Installation} */
  const installation = {
    paths,
    state,
    disposable,
    supervisor: new Supervisor({
      logs: paths.logs,
      report: (line) => console.log(`  ${line}`),
      onChange: (name, identity) => {
        if (identity) state.processes[name] = identity;
        else delete state.processes[name];
        save(installation);
      },
    }),
  };
  for (const name of NAMES) rotate(installation.supervisor.logFile(name));
  return installation;
}
