import { mkdirSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { aptInstall, canApt } from '../apt.mjs';
import { exists, run, tail } from '../command.mjs';
import { Problem } from '../problem.mjs';

const IMAGES = ['redis:8', 'redis:7', 'redis:7-alpine', 'redis:alpine', 'redis:latest'];

/**
 * @typedef {object} RedisOptions
 * @property {string} directory
 * @property {number} port
 * @property {string} password
 * @property {string} installationId
 * @property {boolean} [disposable]
 */

/**
 * How Redis can be run here: by a program, by Docker, or not at all.
 * @param {(text: string) => void} progress
 * @returns {Promise<{program?: string, image?: string}>}
 */
export async function findRedis(progress) {
  for (const program of ['redis-server', 'valkey-server']) {
    if (await exists(program)) return { program };
  }
  for (const image of IMAGES) {
    if ((await run('docker', ['image', 'inspect', image])).code === 0) return { image };
  }
  if (await canApt()) {
    await aptInstall(['redis-server'], progress);
    return { program: 'redis-server' };
  }
  throw new Problem(
    'Redis is missing. Install it (Debian/Ubuntu: sudo apt install redis-server; macOS: ' +
      'brew install redis), or set REDIS_URL to one that runs.',
  );
}

/** @param {RedisOptions} options @param {string} directory as the server sees it */
function configuration(options, directory) {
  return [
    `port ${options.port}`,
    'protected-mode yes',
    // In a file, not on the command line, where every user of the machine could read it.
    `requirepass ${options.password}`,
    `dir ${JSON.stringify(directory)}`,
    'save ""',
    `appendonly ${options.disposable ? 'no' : 'yes'}`,
    'appendfsync everysec',
    // A queue that forgets jobs under memory pressure is no queue.
    'maxmemory-policy noeviction',
    '',
  ].join('\n');
}

/**
 * @param {number} port
 * @param {string} password
 * @returns {Promise<boolean>}
 */
function pings(port, password) {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: '127.0.0.1', timeout: 1000 });
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('connect', () => socket.write(`AUTH ${password}\r\nPING\r\n`));
    socket.on('data', (chunk) => {
      answer += chunk;
      if (answer.includes('+PONG')) socket.destroy();
      if (answer.startsWith('-')) socket.destroy();
    });
    socket.on('timeout', () => socket.destroy());
    // Refused or reset means "not yet"; the caller asks again until its deadline.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => resolve(answer.includes('+PONG')));
  });
}

/**
 * Writes the configuration and tells how to run the server: a child to supervise, or a container
 * that Docker keeps alive.
 * @param {RedisOptions} options
 * @param {{program?: string, image?: string}} found
 * @returns {Promise<{spec?: import('../supervisor.mjs').ChildSpec, container?: string, url: string}>}
 */
export async function prepareRedis(options, found) {
  mkdirSync(options.directory, { recursive: true, mode: 0o700 });
  const url = `redis://:${options.password}@127.0.0.1:${options.port}/0`;
  if (!found.program) return { container: await startContainer(options, found.image ?? ''), url };
  const file = path.join(options.directory, 'redis.conf');
  const text = `bind 127.0.0.1\n${configuration(options, options.directory)}`;
  writeFileSync(file, text, { mode: 0o600 });
  const { PATH } = process.env;
  const [cwd, program] = [options.directory, found.program];
  const spec = { name: 'redis', program, args: [file], cwd, env: { PATH }, output: 'file' };
  return { spec: /** @type {import('../supervisor.mjs').ChildSpec} */ (spec), url };
}

/**
 * Waits until the server answers.
 * @param {RedisOptions} options
 * @param {string} logFile
 */
export async function waitForRedis(options, logFile) {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline;) {
    if (await pings(options.port, options.password)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Problem(`Redis did not answer within 30 s. See ${logFile}.`);
}

/** @param {RedisOptions} options @param {string} image */
async function startContainer(options, image) {
  const name = `renum-redis-${options.installationId}`;
  const file = path.join(options.directory, 'redis.conf');
  // Inside the container it listens everywhere; the published port is what is on loopback.
  writeFileSync(file, configuration({ ...options, port: 6379 }, '/data'), { mode: 0o644 });
  await removeContainer(name);
  const publish = ['-p', `127.0.0.1:${options.port}:6379`, '--restart', 'unless-stopped'];
  const mount = ['-v', `${options.directory}:/data`];
  const what = [image, 'redis-server', '/data/redis.conf'];
  const made = await run('docker', ['run', '-d', '--name', name, ...publish, ...mount, ...what]);
  if (made.code !== 0) throw new Problem(`Docker could not run Redis: ${tail(made.stderr, 1)}`);
  return name;
}

/** @param {string} name */
export async function removeContainer(name) {
  await run('docker', ['rm', '-f', name]);
}
