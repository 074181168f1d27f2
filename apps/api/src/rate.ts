/** `node rate.mjs`: rates a tenant's month anew; see docs/OPERATIONS.md. */
import { messageOf } from '@renum/platform';
import { environment } from './env';
import { rateReport } from './rate/rate-report';
import { runRate } from './rate/run-rate';

const words = process.argv.slice(2);
const asJson = words.includes('--json');

runRate(
  environment,
  words.filter((word) => word !== '--json'),
)
  .then((view) => process.stdout.write(`${asJson ? JSON.stringify(view) : rateReport(view)}\n`))
  .catch((error: unknown) => {
    process.stderr.write(`Nothing was written: ${messageOf(error)}\n`);
    process.exitCode = 1;
  });
