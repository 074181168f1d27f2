/**
 * What the Node apps' bundles share: ESM out, decorator metadata kept (Nest injects by it), our
 * own libs inside, npm packages left outside unless the app asks for one self-contained file.
 */
import path from 'node:path';

const ROOT = import.meta.dirname;
// The compiler's own helpers come from rolldown itself and are no installed package.
const INSIDE = /^(?:\.|\/|\0|@renum\/|@oxc-project\/runtime)/;

/**
 * @param {string} app folder name under apps/
 * @param {string[]} entries names of files in its src/, without extension
 * @param {{ selfContained?: boolean }} [options] bundle npm packages too
 * @returns {import('rolldown').RolldownOptions}
 */
export function nodeApp(app, entries, { selfContained = false } = {}) {
  const source = path.join(ROOT, 'apps', app, 'src');
  return {
    cwd: ROOT,
    input: Object.fromEntries(entries.map((name) => [name, path.join(source, `${name}.ts`)])),
    platform: 'node',
    tsconfig: path.join(ROOT, 'apps', app, 'tsconfig.json'),
    external: selfContained ? undefined : (id) => !INSIDE.test(id),
    // Decorators and their metadata follow that tsconfig.
    transform: { target: 'node24' },
    output: {
      dir: path.join(ROOT, 'dist/apps', app),
      format: 'esm',
      entryFileNames: '[name].mjs',
      chunkFileNames: 'chunks/[name]-[hash].mjs',
      sourcemap: true,
      cleanDir: true,
      // Class names reach people: Nest's errors and logs name providers by them.
      keepNames: true,
      codeSplitting: !selfContained,
    },
    onLog(level, log, handler) {
      // An unresolved or missing import would only fail at run time; fail the build instead.
      if (['UNRESOLVED_IMPORT', 'MISSING_EXPORT', 'IMPORT_IS_UNDEFINED'].includes(log.code)) {
        throw new Error(log.message);
      }
      handler(level, log);
    },
  };
}
