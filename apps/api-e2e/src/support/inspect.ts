import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withConnection } from '@renum/database';
import { renumHome } from '../env';
import type { Installation } from './installation';

interface StoredState {
  passwords: Record<string, string>;
  postgresDirectory?: string;
}

const stored = async (): Promise<StoredState> =>
  JSON.parse(await readFile(join(renumHome, 'state.json'), 'utf8')) as StoredState;

async function adminUrl({ ports }: Installation): Promise<string> {
  const { passwords } = await stored();
  return `postgresql://postgres:${passwords['postgres']}@127.0.0.1:${ports['postgres']}/renum`;
}

/** Runs SQL as the superuser, whom no policy stops: the test looks where no application can. */
export async function asSuperuser<T>(
  where: Installation,
  sql: string,
  parameters: unknown[] = [],
): Promise<T[]> {
  return withConnection(await adminUrl(where), (em) => em.execute<T[]>(sql, parameters));
}

/** Every row of every table as PostgreSQL would print it. */
export async function databaseText(where: Installation): Promise<string> {
  const tables = await asSuperuser<{ name: string }>(
    where,
    `select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    const rows = await asSuperuser<{ text: string }>(
      where,
      `select t::text as text from ${name} t`,
    );
    texts.push(...rows.map(({ text }) => text));
  }
  return texts.join('\n');
}

/**
 * Files of the installation that hold any of the needles: PostgreSQL's own files with its log of
 * writes, Redis's, logs, journals, workspaces. The root key and the state file hold no credential.
 */
export async function filesWith(needles: readonly Buffer[]): Promise<string[]> {
  const { postgresDirectory } = await stored();
  const found: string[] = [];
  const open = [renumHome, ...(postgresDirectory ? [postgresDirectory] : [])];
  for (let dir = open.pop(); dir !== undefined; dir = open.pop()) {
    for (const entry of await readdir(dir, { withFileTypes: true })) {
      const path = join(dir, entry.name);
      if (entry.isDirectory()) open.push(path);
      else if (entry.isFile()) {
        const content = await readFile(path).catch(ifGone);
        if (content && needles.some((needle) => content.includes(needle))) found.push(path);
      }
    }
  }
  return found;
}

/** Servers rotate and remove files while we look. */
function ifGone(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
