import path from 'node:path';
import { rolldown } from 'rolldown';
import { ROOT } from '../../tools/paths.mjs';

/** The worker's own door, bundled to run without the worker around it. */
export const bundleDoor = () => bundle('door', 'worker');

/** Writer and readers of the usage store. */
export const bundleUsage = () => bundle('usage', 'api');

/**
 * @param {string} name of a file in processes/
 * @param {string} app whose libs it is made of
 */
async function bundle(name, app) {
  const file = path.join(ROOT, 'dist', 'bench', `${name}.mjs`);
  const made = await rolldown({
    cwd: ROOT,
    input: path.join(ROOT, 'bench', 'processes', `${name}.mjs`),
    platform: 'node',
    tsconfig: path.join(ROOT, 'apps', app, 'tsconfig.json'),
    external: (id) => !/^(?:\.|\/|\0|@renum\/|@oxc-project\/runtime)/.test(id),
  });
  await made.write({ file, format: 'esm', codeSplitting: false });
  await made.close();
  return file;
}
