import { createHmac, randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { run } from '../../tools/command.mjs';
import { appEnvironment, appSpec, ownerEnvironment } from '../../tools/environment.mjs';
import { openInstallation } from '../../tools/installation.mjs';
import { bundle, nodeBinary, ROOT } from '../../tools/paths.mjs';
import { pickPort } from '../../tools/ports.mjs';
import { ensureRootKey } from '../../tools/root-key.mjs';
import { shutDown } from '../../tools/shutdown.mjs';
import {
  bringUpDatabase,
  bringUpPostgres,
  bringUpRedis,
  postgresDirectory,
} from '../../tools/stack.mjs';
import { profileFlags } from './profile.mjs';
import { listening, OTHER_CORE, startNode, SUBJECT_CORE } from './processes.mjs';

/**
 * The real data plane on real services: demo tenant, its stand-in keys in the vault, one running run
 * whose sandbox "calls". Only the provider is played.
 * @param {string} home
 * @param {number} upstreamPort
 * @param {string} [profile] folder for a profile of the data plane
 */
export async function startRenum(home, upstreamPort, profile) {
  const installation = openInstallation(home, { disposable: true });
  const { paths, state } = installation;
  const rootKeyFile = ensureRootKey(paths.rootKey, postgresDirectory(installation));
  const adminUrl = await bringUpPostgres(installation);
  const database = await bringUpDatabase(installation, adminUrl);
  const redisUrl = await bringUpRedis(installation, () => undefined);
  const ports = { control: 0, data: await pickPort(undefined), standin: upstreamPort };
  const wiring = { paths, state, database, redisUrl, rootKeyFile, sandboxImage: 'none' };
  const complete = { ...wiring, host: '127.0.0.1', ports, closedPorts: [] };
  for (const name of ['migrate', 'seed']) {
    const args = [bundle('api', `${name}.mjs`)];
    const done = await run(nodeBinary(), args, { env: ownerEnvironment(complete), cwd: ROOT });
    if (done.code !== 0) throw new Error(`${name} failed: ${done.output}`);
  }
  const services = Object.values(state.processes).map(({ pid }) => pid);
  // What is around the subject stays off its core, every thread and connection of it.
  for (const pid of services) await run('taskset', ['-acp', String(OTHER_CORE), String(pid)]);
  const flags = profile ? profileFlags(profile) : [];
  const env = { ...appEnvironment(complete), PLANES: 'data', LOG_LEVEL: 'warn' };
  const plane = startNode(SUBJECT_CORE, [...flags, ...appSpec('api', env).args], env);
  await listening(ports.data);
  const identity = await runningRun(adminUrl, state.dataPlaneKey);
  return {
    plane,
    port: ports.data,
    services,
    identity,
    stop: () => shutDown(installation),
    usageEvents: () => count(adminUrl),
  };
}

/** @param {string} adminUrl @template T @param {(client: pg.Client) => Promise<T>} work */
async function withDatabase(adminUrl, work) {
  const client = new pg.Client({ connectionString: adminUrl.replace(/\/[^/]*$/, '/renum') });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** @param {string} adminUrl */
const count = (adminUrl) =>
  withDatabase(adminUrl, async (client) => {
    const { rows } = await client.query('select count(*)::int as count from usage_events');
    return rows[0].count;
  });

/**
 * A run of the demo's agent in `running`, and the identity that its door would sign.
 * @param {string} adminUrl
 * @param {string} key
 */
const runningRun = (adminUrl, key) =>
  withDatabase(adminUrl, async (client) => {
    const { rows } = await client.query(
      `select a.tenant_id, a.id, a.current_version_id, v.config
         from agents a join agent_versions v on v.id = a.current_version_id limit 1`,
    );
    const [agent] = rows;
    const threadId = randomUUID();
    const runId = randomUUID();
    await client.query('insert into threads (id, tenant_id, agent_id) values ($1, $2, $3)', [
      threadId,
      agent.tenant_id,
      agent.id,
    ]);
    await client.query(
      `insert into runs (id, tenant_id, thread_id, agent_id, agent_version_id, state, input, max_cost_nano)
       values ($1, $2, $3, $4, $5, 'running', 'bench', 1000000000000000)`,
      [runId, agent.tenant_id, threadId, agent.id, agent.current_version_id],
    );
    const identity = {
      tenantId: agent.tenant_id,
      agentId: agent.id,
      agentVersionId: agent.current_version_id,
      threadId,
      runId,
      instanceId: randomUUID(),
      exp: Math.floor(Date.now() / 1000) + 3600,
    };
    const payload = Buffer.from(JSON.stringify(identity)).toString('base64url');
    const mac = createHmac('sha256', Buffer.from(key, 'base64')).update(payload);
    return { token: `${payload}.${mac.digest('base64url')}`, model: agent.config.model };
  });

/**
 * The worker's door in front of the data plane, on the same core: both together are "Renum".
 * @param {string} file the bundle
 * @param {string} folder
 * @param {{port: number, identity: {token: string}}} renum
 */
export async function startDoor(file, folder, { port, identity }) {
  mkdirSync(folder, { recursive: true });
  const socketPath = path.join(folder, 'door.sock');
  const args = [file, socketPath, `http://127.0.0.1:${port}`, identity.token];
  const process = startNode(SUBJECT_CORE, args);
  await listening(socketPath);
  return { process, socketPath };
}
