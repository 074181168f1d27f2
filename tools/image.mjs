import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { baseImage } from './base-image.mjs';
import { run, tail } from './command.mjs';
import { ROOT, bundle } from './paths.mjs';
import { Problem } from './problem.mjs';

const DOCKERFILE = path.join(ROOT, 'docker', 'suna', 'Dockerfile');

/** The engine's words for a machine, in Node's. */
const ARCHITECTURES = /** @type {Record<string, string>} */ ({ amd64: 'x64', arm64: 'arm64' });

/** Node for the inside of the sandbox, which is Linux whatever the host is. */
async function sandboxNode() {
  const asked = await run('docker', ['version', '--format', '{{.Server.Arch}}']);
  const arch = ARCHITECTURES[asked.stdout.trim()] ?? process.arch;
  const folder = path.join(ROOT, 'node_modules', `node-linux-${arch}`);
  if (!existsSync(folder)) {
    throw new Problem(
      `The sandbox needs Node for linux-${arch}: npm install --no-save --force node-linux-${arch}, ` +
        'and start again.',
    );
  }
  const { version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  return { binary: path.join(folder, 'bin', 'node'), version: `${version}-${arch}` };
}

/**
 * The sandbox image for what is built now, made when it is not here yet. Its tag is a hash of what
 * goes in, so the same content is never built twice and two installations never disturb each other.
 * @param {(text: string) => void} progress
 * @param {string} [runtime] the runtime's bundle
 * @returns {Promise<string>}
 */
export async function ensureSandboxImage(progress, runtime = bundle('suna')) {
  const node = await sandboxNode();
  const base = await baseImage(progress);
  const hash = createHash('sha256').update(node.version).update('\0').update(base);
  for (const file of [DOCKERFILE, runtime]) hash.update('\0').update(readFileSync(file));
  const image = `renum/sandbox:${hash.digest('hex').slice(0, 12)}`;
  if ((await run('docker', ['image', 'inspect', image])).code === 0) return image;

  const context = mkdtempSync(path.join(tmpdir(), 'renum-image-'));
  try {
    const add = (
      /** @type {string} */ from,
      /** @type {string} */ name,
      /** @type {number} */ mode,
    ) => {
      copyFileSync(from, path.join(context, name));
      chmodSync(path.join(context, name), mode);
    };
    add(DOCKERFILE, 'Dockerfile', 0o644);
    add(node.binary, 'node', 0o755);
    add(runtime, 'main.mjs', 0o644);
    const args = ['build', '-t', image, '--build-arg', `BASE_IMAGE=${base}`, context];
    const env = { ...withoutProxies(process.env), ...(await builder()) };
    const built = await run('docker', args, { env, onLine: progress });
    if (built.code !== 0) {
      throw new Problem(`The sandbox image could not be built: ${tail(built.output, 2)}`);
    }
  } finally {
    rmSync(context, { recursive: true, force: true });
  }
  return image;
}

/** Engines without buildx have the older builder, which must be asked for. */
async function builder() {
  const found = await run('docker', ['buildx', 'version']);
  return found.code === 0 ? {} : { DOCKER_BUILDKIT: '0' };
}

/** Docker hands the client's proxy variables to the build; they may hold a password. @param {NodeJS.ProcessEnv} env */
function withoutProxies(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/_proxy$/i.test(name)));
}
