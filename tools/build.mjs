import { run, tail } from './command.mjs';
import { ROOT } from './paths.mjs';
import { Problem } from './problem.mjs';

export const APPS = ['api', 'worker', 'suna', 'standin', 'console'];

/**
 * Builds what changed; Nx knows what did.
 * @param {(text: string) => void} progress
 * @param {string[]} [apps]
 */
export async function build(progress, apps = APPS) {
  const args = ['run-many', '-t', 'build', '-p', apps.join(',')];
  const built = await run('nx', args, {
    cwd: ROOT,
    env: { ...process.env, NX_TUI: 'false', FORCE_COLOR: '0' },
    onLine: (line) => {
      const done = /nx run (\S+?):build/.exec(line);
      if (done) progress(`built ${done[1]}`);
    },
  });
  if (built.code === 0) return;
  if (/ENOSPC/.test(built.output)) throw new Problem('The disk is full. Free some space.');
  throw new Problem(`The build failed:\n${tail(built.output, 40)}`);
}
