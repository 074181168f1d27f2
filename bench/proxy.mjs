/**
 * `npm run bench -- proxy`: the data plane beside its peers, one core each, in one run.
 *
 *   npm run bench -- proxy -- --seconds 3 --rounds 1     quicker and rougher
 *   npm run bench -- proxy --streams 50               fewer event streams
 *   npm run bench -- proxy --no-container             without the client in a real sandbox
 *   npm run bench -- proxy --no-portkey               without Portkey's gateway, which npm has to fetch
 *   npm run bench -- proxy --only 'data plane'        bare node beside the rows whose names have this in them
 *   npm run bench -- proxy --profile                  and where the data plane's time goes
 */
import { mkdtempSync, chmodSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from '../tools/build.mjs';
import { step } from '../tools/console.mjs';
import { ensureSandboxImage } from '../tools/image.mjs';
import { PREBUILT, ROOT } from '../tools/paths.mjs';
import { pickPort } from '../tools/ports.mjs';
import { ensureDocker } from '../tools/services/docker.mjs';
import { bundleDoor } from './lib/bundle.mjs';
import { load, middle } from './lib/measure.mjs';
import { ensureNginx, startPeer, startUpstream } from './lib/nginx.mjs';
import { ensurePortkey, portkeyHeaders, startPortkey } from './lib/portkey.mjs';
import { listening, OTHER_CORE, startNode, stopAll, SUBJECT_CORE } from './lib/processes.mjs';
import { startDoor, startRenum } from './lib/renum.mjs';
import { profileFolder, selfTimes } from './lib/profile.mjs';
import { aloneTable, goals, requestsTable, streamsTable } from './lib/report.mjs';

const { values: options } = parseArgs({
  // Its own name, read by run.mjs.
  allowPositionals: true,
  allowNegative: true,
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
    streams: { type: 'string', default: '200' },
    container: { type: 'boolean', default: true },
    portkey: { type: 'boolean', default: true },
    only: { type: 'string', default: '' },
    profile: { type: 'boolean', default: false },
  },
});
const [seconds = 5, rounds = 3, streams = 200] = [
  options.seconds,
  options.rounds,
  options.streams,
].map(Number);
/** As many calls at once as one Tavily key may have. */
const CONNECTIONS = 16;
/** Streams that nobody counts, before those that are. */
const WARM_UP = 800;

const profile = options.profile ? profileFolder() : undefined;
const home = mkdtempSync(path.join(tmpdir(), 'renum-bench-'));
chmodSync(home, 0o711);
const file = (/** @type {string} */ name) => path.join(ROOT, 'bench', 'processes', name);
/** @type {(() => Promise<unknown>)[]} */
const cleanUps = [stopAll];

async function main() {
  if (cpus().length < 2) throw new Error('The bench needs two cores: one for what is measured.');
  if (!PREBUILT) await step('Build', (say) => build(say, ['api']));
  const door = await step('Door', bundleDoor);
  await step('nginx', ensureNginx);
  const portkey = await portkeyThere();
  const image = await sandboxImage();
  const subjects = await step('Processes', () => startAll(door, portkey, image));

  const search = { body: JSON.stringify({ query: 'row level security', max_results: 5 }) };
  const requests = [];
  for (const subject of subjects.tools) {
    const job = {
      mode: 'requests',
      connections: CONNECTIONS,
      seconds,
      body: subject.body ?? search.body,
      path: subject.path,
    };
    const all = [];
    for (let round = 0; round < rounds; round += 1) {
      // Once compiled, it stays compiled.
      const warm = { ...job, warmUpCalls: round === 0 ? 20_000 : 1000 };
      all.push(await step(`${subject.name}, requests`, () => load(subject, warm)));
    }
    requests.push(middle(all, (one) => one.perSecond));
  }
  const alone = [];
  for (const subject of subjects.alone) {
    const body = subject.body ?? search.body;
    const job = { mode: 'requests', connections: 1, seconds, warmUpCalls: 1000, body };
    const said = () => load(subject, { ...job, path: subject.path });
    alone.push(await step(`${subject.name}, one at a time`, said));
  }
  const chat = {
    model: subjects.model,
    stream: true,
    stream_options: { include_usage: true },
    messages: [{ role: 'user', content: 'Say ten words. '.repeat(50) }],
  };
  const body = JSON.stringify(chat);
  const tables = [];
  const streamed = streams > 0 ? subjects.streams : [];
  for (const subject of streamed) {
    const job = { mode: 'streams', connections: CONNECTIONS, count: WARM_UP, body };
    await step(`${subject.name}, warm-up`, () => load(subject, { ...job, path: subject.path }));
  }
  for (const connections of streamed.length > 0 ? [1, CONNECTIONS] : []) {
    const results = [];
    for (const subject of subjects.streams) {
      const count = streams * Math.sqrt(connections);
      const job = { mode: 'streams', connections, count, body, path: subject.path };
      results.push(await step(`${subject.name}, ${connections} streams`, () => load(subject, job)));
    }
    tables.push({ connections, results });
  }

  const bare = requests.find(({ name }) => name === BARE);
  console.log(`\n${CONNECTIONS} connections, ${seconds} s, the middle of ${rounds} rounds:\n`);
  console.log(requestsTable(requests, bare));
  const ours = requests.find(({ name }) => name === OURS);
  console.log(
    `\n${goals(
      ours,
      bare,
      requests.find(({ name }) => name === PORTKEY),
    )}`,
  );
  console.log('\n1 connection, one call after the other:\n');
  console.log(aloneTable(alone, alone[0], BARE));
  for (const { connections, results } of tables) {
    console.log(`\n${connections} stream${connections === 1 ? '' : 's'} at a time:\n`);
    console.log(streamsTable(results, results[0]));
  }
}

const BARE = 'bare node + undici';
const PORTKEY = 'Portkey gateway';
const OURS = 'Renum, data plane';

/** Whether npm has it, or can fetch it. */
async function portkeyThere() {
  if (!options.portkey) return false;
  try {
    await step('Portkey gateway', ensurePortkey);
    return true;
  } catch (error) {
    console.log(`  (without Portkey: ${error instanceof Error ? error.message : String(error)})`);
    return false;
  }
}

/** Docker's own image of a sandbox, or undefined where there is no Docker to be had. */
async function sandboxImage() {
  if (!options.container) return undefined;
  try {
    if (!PREBUILT) await step('Sandbox runtime', (say) => build(say, ['suna']));
    await step('Docker', ensureDocker);
    return await step('Sandbox image', ensureSandboxImage);
  } catch (error) {
    console.log(
      `  (without a container: ${error instanceof Error ? error.message : String(error)})`,
    );
    return undefined;
  }
}

/** @param {string} door @param {boolean} withPortkey @param {string} [image] */
async function startAll(door, withPortkey, image) {
  const ports = { upstream: 0, streams: 0, nginx: 0, bare: 0, portkey: 0 };
  for (const name of /** @type {(keyof typeof ports)[]} */ (Object.keys(ports))) {
    ports[name] = await pickPort(undefined, new Set(Object.values(ports)));
  }
  startNode(OTHER_CORE, [file('upstream.mjs'), String(ports.streams)]);
  const { upstream, streams: streamPort } = ports;
  startUpstream(OTHER_CORE, path.join(home, 'upstream'), { port: upstream, streams: streamPort });
  const folder = path.join(home, 'nginx');
  const nginx = startPeer(SUBJECT_CORE, folder, { port: ports.nginx, upstream });
  const bare = startNode(SUBJECT_CORE, [
    file('bare-proxy.mjs'),
    String(ports.bare),
    String(upstream),
  ]);
  const portkey = withPortkey ? startPortkey(SUBJECT_CORE, ports.portkey) : undefined;
  const { portkey: portkeyPort, ...others } = ports;
  for (const port of Object.values(others)) await listening(port);
  if (portkey) await listening(portkeyPort);

  const renum = await startRenum(path.join(home, 'renum'), upstream, profile);
  cleanUps.push(renum.stop);
  const opened = await startDoor(door, path.join(home, 'door'), renum);
  const pid = (/** @type {import('node:child_process').ChildProcess} */ child) => child.pid ?? 0;
  const headers = { 'x-renum-identity': renum.identity.token };
  const around = renum.services;
  const plane = [pid(renum.plane)];
  const peers = [
    { name: 'nginx', at: { port: ports.nginx }, pids: [pid(nginx)] },
    { name: BARE, at: { port: ports.bare }, pids: [pid(bare)] },
  ];
  const through = {
    at: { socketPath: opened.socketPath },
    pids: [...plane, pid(opened.process)],
    around,
  };
  const ours = [
    { name: OURS, at: { port: renum.port }, headers, pids: plane, around },
    { name: "Renum, through a sandbox's door", ...through },
    ...(image ? [{ name: 'Renum, from inside a sandbox', ...through, image }] : []),
  ];
  const direct = { name: 'no proxy', at: { port: upstream }, pids: [] };
  const on = (/** @type {string} */ url) => (/** @type {object} */ subject) => ({
    ...subject,
    path: url,
  });
  const chosen = (/** @type {{ name: string }} */ { name }) =>
    name === BARE || name === PORTKEY || name === direct.name || name.includes(options.only);
  const model = renum.identity.model.name;
  const completion = JSON.stringify({
    model,
    messages: [{ role: 'user', content: 'Say ten words.' }],
  });
  // Its streams, and whatever else it passes on as it comes, fail on Node: it has no row there.
  const portkeys = portkey && {
    name: PORTKEY,
    at: { port: ports.portkey },
    pids: [pid(portkey)],
    headers: portkeyHeaders(upstream),
    path: '/v1/chat/completions',
    body: completion,
  };
  const tools = [
    ...peers.map(on('/tavily/search')),
    ...(portkeys ? [portkeys] : []),
    ...ours.map(on('/proxy/tavily/search')),
  ];
  return {
    model,
    tools: tools.filter(chosen),
    alone: [on('/tavily/search')(direct), ...tools].filter(chosen),
    streams: [
      ...[direct, ...peers].map(on('/openai/v1/chat/completions')),
      ...ours.map(on('/llm/openai/v1/chat/completions')),
    ].filter(chosen),
  };
}

/** Everything that was started goes, whatever happened. */
async function cleanUp() {
  for (const one of cleanUps.splice(0)) await one();
  rmSync(home, { recursive: true, force: true });
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.once(signal, () => void cleanUp().finally(() => process.exit(1)));
}
try {
  await main();
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await cleanUp();
  if (profile) console.log(`\nWhere the data plane's time went:\n\n${selfTimes(profile)}`);
}
