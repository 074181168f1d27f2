/** `node seed.mjs`: the operator and the demo, once. Says what it made. */
import { messageOf } from '@renum/platform';
import { environment } from './env';
import { runSeed } from './seed/run-seed';

runSeed(environment)
  .then((made) => process.stdout.write(`${JSON.stringify({ seeded: made })}\n`))
  .catch((error: unknown) => {
    process.stderr.write(`The demo could not be made: ${messageOf(error)}\n`);
    process.exitCode = 1;
  });
