import { rmSync } from 'node:fs';
import { removeSandboxes } from './services/docker.mjs';
import { terminate } from './processes.mjs';
import { STOP_POSTGRES } from './services/postgres.mjs';
import { removeContainer } from './services/redis.mjs';
import { takeDownServices } from './stack.mjs';

/** Runs in flight get this long to end or to be handed back to the queue. */
const DRAIN_MS = 30_000;

/**
 * Stops what a start has brought up, in the order that loses nothing: the worker first, while the
 * data plane it calls still answers; the database last.
 * @param {import('./stack.mjs').Installation} installation
 */
export async function shutDown({ supervisor, state, paths, ...rest }) {
  const deadline = Date.now() + DRAIN_MS;
  const grace = () => ({ graceMs: Math.max(1000, deadline - Date.now()) });
  await supervisor.stop('worker', grace());
  await Promise.all([supervisor.stop('api', grace()), supervisor.stop('standin', grace())]);
  await removeSandboxes(state.installationId);
  rmSync(paths.doors, { recursive: true, force: true });
  await takeDownServices({ supervisor, state, paths, ...rest });
}

/**
 * Ends what a supervisor that was killed has left behind. Only processes that are certainly ours:
 * the recorded number with the recorded moment of birth.
 * @param {import('./state.mjs').State} state
 * @returns {Promise<string[]>} what was ended
 */
export async function cleanUpLeftovers(state) {
  const { postgres, redis, ...others } = state.processes;
  const names = Object.keys(state.processes).filter((name) => name !== 'supervisor');
  const apps = Object.entries(others).filter(([name]) => name !== 'supervisor');
  if (names.length === 0 && !state.redisContainer) return [];
  await Promise.all(apps.map(([, app]) => terminate(app, { graceMs: 5_000 })));
  await removeSandboxes(state.installationId);
  await terminate(redis);
  if (state.redisContainer) await removeContainer(state.redisContainer);
  await terminate(postgres, STOP_POSTGRES);
  state.processes = {};
  delete state.redisContainer;
  return names;
}
