import { exists, run, tail } from './command.mjs';
import { Problem } from './problem.mjs';
import { isRoot } from './services/system-user.mjs';

let listsAreFresh = false;

/** Whether packages can be installed without asking anybody: root on Debian, Ubuntu or kin. */
export async function canApt() {
  return process.platform === 'linux' && isRoot() && (await exists('apt-get'));
}

/**
 * Installs packages, with the lists brought up to date once a run.
 * @param {string[]} packages
 * @param {(text: string) => void} [progress]
 */
export async function aptInstall(packages, progress) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // Another apt at work is waited for instead of failing at its lock.
  const options = ['-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=2'];
  if (!listsAreFresh) {
    progress?.('reading package lists');
    const updated = await run('apt-get', [...options, 'update'], { env });
    listsAreFresh = updated.code === 0;
  }
  const args = ['install', '-y', '--no-install-recommends', ...packages];
  const installed = await run('apt-get', [...options, ...args], { env, onLine: progress });
  if (installed.code !== 0) {
    throw new Problem(
      `apt could not install ${packages.join(', ')}: ${tail(installed.stderr, 1)} ` +
        'Check the network, or install it by hand, and start again.',
    );
  }
}
