import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { ConfigError, messageOf, scrubReport } from '@renum/platform';
import { getGlobalScope } from '@sentry/nestjs';
import { Logger } from 'nestjs-pino';
import { AppModule } from './app.module';

/** A stop that takes longer than this is not a drain any more (D3 allows 30 s). */
const DRAIN_MS = 28_000;

async function main(): Promise<void> {
  getGlobalScope().addEventProcessor((event) => scrubReport(event));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => setTimeout(() => process.exit(1), DRAIN_MS).unref());
  }
  const app = await NestFactory.createApplicationContext(AppModule, {
    bufferLogs: true,
    abortOnError: false,
  });
  app.useLogger(app.get(Logger));
  app.enableShutdownHooks();
  app.get(Logger).log('The worker is ready.');
}

main().catch((error: unknown) => {
  // The logger may be what failed; the supervisor shows this line.
  const expected = error instanceof ConfigError;
  const text = expected ? error.message : error instanceof Error ? error.stack : messageOf(error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
});
