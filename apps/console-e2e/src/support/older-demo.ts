import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withConnection } from '@renum/database';
import { renumHome } from '../env';
import { status } from './sign-ins';

/**
 * Makes the demo tenant one of three months ago: only months in which there was a tenant are billed,
 * and this installation may be of today. Nobody can do that but the database's superuser.
 */
export async function makeDemoOlder(): Promise<void> {
  const text = await readFile(join(renumHome, 'state.json'), 'utf8');
  const { passwords } = JSON.parse(text) as { passwords: Record<string, string> };
  const port = status().ports['postgres'];
  const url = `postgresql://postgres:${passwords['postgres']}@127.0.0.1:${port}/renum`;
  await withConnection(url, (em) =>
    em.execute(
      `update tenants set created_at = least(created_at, now() - interval '3 months')
       where slug = 'demo'`,
    ),
  );
}
