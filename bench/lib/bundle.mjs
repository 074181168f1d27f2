import path from 'node:path';
import { rolldown } from 'rolldown';
import { ROOT } from '../../tools/paths.mjs';

/** The worker's own door, bundled to run without the worker around it. */
export async function bundleDoor() {
  const file = path.join(ROOT, 'dist', 'bench', 'door.mjs');
  const bundle = await rolldown({
    cwd: ROOT,
    input: path.join(ROOT, 'bench', 'processes', 'door.mjs'),
    platform: 'node',
    tsconfig: path.join(ROOT, 'apps', 'worker', 'tsconfig.json'),
    external: (id) => !/^(?:\.|\/|\0|@renum\/|@oxc-project\/runtime)/.test(id),
  });
  await bundle.write({ file, format: 'esm', codeSplitting: false });
  await bundle.close();
  return file;
}
