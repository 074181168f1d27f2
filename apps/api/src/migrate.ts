/** `node migrate.mjs`: brings the schema up to date as its owner, and says what it did. */
import { runMigrations } from '@renum/database';
import { messageOf } from '@renum/platform';
import { environment } from './env';

async function main(): Promise<void> {
  const url = environment['DATABASE_OWNER_URL'];
  if (!url) throw new Error('DATABASE_OWNER_URL is not set: the role that owns the schema.');
  const ran = await runMigrations(url);
  process.stdout.write(`${JSON.stringify({ migrated: ran })}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`The migration failed: ${messageOf(error)}\n`);
  process.exit(1);
});
