/**
 * `npm run bench -- usage`: a month of usage events through Renum's own writer (sums by hour, charges
 * and ledger in the same statement) beside plain COPY of the same rows; then the month's invoice and
 * the questions of the usage explorer.
 *
 *   npm run bench -- usage --events 500000    fewer than the 5,000,000
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { run } from '../tools/command.mjs';
import { step } from '../tools/console.mjs';
import { openInstallation } from '../tools/installation.mjs';
import { nodeBinary, ROOT } from '../tools/paths.mjs';
import { shutDown } from '../tools/shutdown.mjs';
import { bringUpPostgres } from '../tools/stack.mjs';
import { bundleUsage } from './lib/bundle.mjs';
import { ingestTable, questionsTable } from './lib/usage-report.mjs';

const { values: options } = parseArgs({
  allowPositionals: true,
  options: { events: { type: 'string', default: '5000000' } },
});
const home = mkdtempSync(path.join(tmpdir(), 'renum-bench-'));
chmodSync(home, 0o711);
const installation = openInstallation(home, { disposable: true });

/** Everything that was started goes, whatever happened. */
async function cleanUp() {
  await shutDown(installation);
  rmSync(home, { recursive: true, force: true });
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.once(signal, () => void cleanUp().finally(() => process.exit(1)));
}
try {
  const adminUrl = await step('PostgreSQL', () => bringUpPostgres(installation));
  const file = await step('Bundle', bundleUsage);
  const measured = await step('Measuring', async (say) => {
    const done = await run(nodeBinary(), [file, adminUrl, options.events], {
      cwd: ROOT,
      onLine: (line) => {
        if (line.startsWith('· ')) say(line.slice(2));
      },
    });
    if (done.code !== 0) throw new Error(done.output);
    return JSON.parse(done.stdout.trim().split('\n').at(-1) ?? '');
  });
  console.log(`\n${ingestTable(measured)}\n\n${questionsTable(measured)}`);
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await cleanUp();
}
