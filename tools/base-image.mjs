import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { aptInstall, canApt } from './apt.mjs';
import { exists, run, tail } from './command.mjs';
import { Problem } from './problem.mjs';

const UPSTREAM = 'debian:bookworm-slim';
/** Ours, made from Debian packages where no registry answers. A new list of packages, a new tag. */
const OURS = 'renum/sandbox-base:bookworm-1';
const RELEASE = 'bookworm';
const PACKAGES = [
  ...['ca-certificates', 'curl', 'file', 'git', 'jq', 'less', 'patch', 'procps', 'python3'],
  ...['ripgrep', 'unzip', 'xz-utils', 'zip'],
];
/** Long enough for a registry that answers to begin; a dead one is not waited for. */
const PULL_TIMEOUT_MS = 120_000;
const REGISTRY_TIMEOUT_MS = 8_000;

/** @param {string} image */
const isLocal = async (image) => (await run('docker', ['image', 'inspect', image])).code === 0;

/**
 * The image the sandbox is built upon: the one asked for, one that is here, one from a registry,
 * or one made from Debian packages.
 * @param {(text: string) => void} progress
 * @returns {Promise<string>}
 */
export async function baseImage(progress) {
  const wanted = process.env.BASE_IMAGE;
  if (wanted) {
    if ((await isLocal(wanted)) || (await pull(wanted, progress))) return wanted;
    throw new Problem(`BASE_IMAGE=${wanted} is not here and no registry gave it.`);
  }
  for (const image of [OURS, UPSTREAM]) if (await isLocal(image)) return image;
  if ((await registryAnswers()) && (await pull(UPSTREAM, progress))) return UPSTREAM;
  await bootstrap(progress);
  return OURS;
}

/** A pull waits long for a registry that is cut off; a small question tells sooner. */
async function registryAnswers() {
  const args = ['manifest', 'inspect', UPSTREAM];
  return (await run('docker', args, { timeout: REGISTRY_TIMEOUT_MS })).code === 0;
}

/** @param {string} image @param {(text: string) => void} progress */
async function pull(image, progress) {
  const pulled = await run('docker', ['pull', image], {
    timeout: PULL_TIMEOUT_MS,
    onLine: (line) => progress(`pulling ${image}: ${line}`),
  });
  return pulled.code === 0;
}

/** @param {(text: string) => void} progress */
async function bootstrap(progress) {
  if (!(await exists('mmdebstrap'))) {
    if (!(await canApt())) {
      throw new Problem(
        `The sandbox image needs ${UPSTREAM}, and no registry gave it. Connect to the network, or ` +
          'name an image that is here: BASE_IMAGE=<image> npm start.',
      );
    }
    await aptInstall(['mmdebstrap', 'debian-archive-keyring'], progress);
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'renum-base-'));
  try {
    const archive = path.join(folder, 'base.tar');
    const made = await run('mmdebstrap', [...options(), RELEASE, archive], {
      onLine: (line) => progress(line.replace(/^I: /, '')),
    });
    if (made.code !== 0) {
      throw new Problem(
        'Neither an image registry nor a Debian mirror gave the base of the sandbox image ' +
          `(${tail(made.stderr, 1)}). Connect to the network and start again.`,
      );
    }
    progress('importing the base image');
    await importArchive(archive);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function options() {
  const without = ['doc', 'man', 'locale', 'info'].map(
    (part) => `--dpkgopt=path-exclude=/usr/share/${part}/*`,
  );
  // The host's name and resolver are copied in for the installation; they are nobody's business.
  const forget = '--customize-hook=rm -f "$1/etc/resolv.conf" "$1/etc/hostname"';
  return ['--variant=minbase', `--include=${PACKAGES.join(',')}`, ...without, forget];
}

/** @param {string} archive */
function importArchive(archive) {
  return new Promise((resolve, reject) => {
    const child = spawn('docker', ['import', '-', OURS], { stdio: ['pipe', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) return resolve(undefined);
      return reject(new Problem(`Docker did not take the base image: ${tail(stderr, 1)}`));
    });
    // An engine that hangs up is reported by its exit code.
    child.stdin.on('error', () => undefined);
    createReadStream(archive).on('error', reject).pipe(child.stdin);
  });
}
