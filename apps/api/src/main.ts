import { ConfigError, messageOf, scrubReport } from '@renum/platform';
import { RootKeyError } from '@renum/vault';
import { getGlobalScope } from '@sentry/nestjs';
import { createControlPlane, createDataPlane, readConfig } from './bootstrap';
import { environment } from './env';

/** What is being answered may finish; what then still holds a connection open is cut. */
const LINGER_MS = 10_000;
/** Answers of models take longer, and the data plane waits for them as long as it may. */
const LINGER_MODELS_MS = 22_000;
/** A stop that takes longer than this is not a drain any more (D3 allows 30 s). */
const DRAIN_MS = 28_000;

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

async function main(): Promise<void> {
  getGlobalScope().addEventProcessor((event) => scrubReport(event));
  const config = readConfig(environment);
  for (const signal of SIGNALS) {
    process.once(signal, () => setTimeout(() => process.exit(1), DRAIN_MS).unref());
  }
  if (!config.PLANES.includes('control')) {
    await createDataPlane(environment);
    return;
  }
  const app = await createControlPlane(environment);
  const server = app.getHttpServer();
  const lingerMs = config.PLANES.includes('data') ? LINGER_MODELS_MS : LINGER_MS;
  for (const signal of SIGNALS) {
    process.once(signal, () => setTimeout(() => server.closeAllConnections(), lingerMs).unref());
  }
  await app.listen(config.PORT, config.HOST);
}

main().catch((error: unknown) => {
  // The logger may be what failed; the supervisor shows this line.
  const expected = error instanceof ConfigError || error instanceof RootKeyError;
  const text = expected ? error.message : error instanceof Error ? error.stack : messageOf(error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
});
