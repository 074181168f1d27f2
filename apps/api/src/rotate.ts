/** `node rotate.mjs`: changes root and tenant keys while everything serves; see docs/OPERATIONS.md. */
import { messageOf } from '@renum/platform';
import { environment } from './env';
import { runRotation } from './rotate/run-rotation';

runRotation(environment, process.argv.slice(2))
  .then((result) => process.stdout.write(`${JSON.stringify(result)}\n`))
  .catch((error: unknown) => {
    process.stderr.write(`The rotation stopped: ${messageOf(error)}\n`);
    process.exitCode = 1;
  });
