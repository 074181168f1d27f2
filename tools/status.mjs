/** `npm run status [-- --json]`: what runs, where, and how to sign in. */
import { signIns } from './environment.mjs';
import { lockHolder } from './lock.mjs';
import { homeDirectory, layout } from './paths.mjs';
import { describe } from './problem.mjs';
import { isAlive } from './processes.mjs';
import { sandboxContainers } from './services/docker.mjs';
import { readState } from './state.mjs';

async function status() {
  const paths = layout(homeDirectory());
  const state = readState(paths.state);
  const alive = Object.entries(state?.processes ?? {}).filter(([, identity]) => isAlive(identity));
  const supervisor = lockHolder(paths.lock);
  const { control = null, data = null } = (supervisor && state?.urls) || {};
  return {
    // Up means that it has got through its start, not only that a process is there.
    running: Boolean(supervisor && control),
    starting: Boolean(supervisor && !control),
    url: control,
    dataPlaneUrl: data,
    urls: control
      ? { console: control, docs: `${control}/docs`, ready: `${control}/readyz`, dataPlane: data }
      : {},
    pids: Object.fromEntries(alive.map(([name, { pid }]) => [name, pid])),
    ports: state?.ports ?? {},
    installationId: state?.installationId ?? null,
    containers: state ? await sandboxContainers(state.installationId) : [],
    dataDir: paths.home,
    logsDir: paths.logs,
    workspacesDir: paths.workspaces,
    doorsDir: paths.doors,
    signIns: state ? signIns(state) : [],
  };
}

/** @param {Awaited<ReturnType<typeof status>>} now */
function show(now) {
  const state = now.running ? `runs at ${now.url}` : now.starting ? 'is starting' : 'does not run';
  console.log(`  Renum ${state}`);
  console.log(`  Data      ${now.dataDir}`);
  const processes = Object.entries(now.pids).map(([name, pid]) => `${name} ${pid}`);
  if (processes.length > 0) console.log(`  Processes ${processes.join(', ')}`);
  console.log(`  Sandboxes ${now.containers.length}`);
  for (const { role, email, password } of now.running ? now.signIns : []) {
    console.log(`  ${role.padEnd(9)} ${email}  ${password}`);
  }
}

try {
  const now = await status();
  if (process.argv.includes('--json')) console.log(JSON.stringify(now, null, 2));
  else show(now);
} catch (error) {
  console.error(`  ${describe(error)}`);
  process.exitCode = 1;
}
