import { NestFactory } from '@nestjs/core';
import { wholeOrNothing, type Environment } from '@renum/platform';
import { AccountsSeed } from './accounts.seed';
import { ContentSeed } from './content.seed';
import { SeedLog } from './seed-log';
import { seedConfig, type SeedConfig } from './seed.config';
import { SeedModule } from './seed.module';

/** Makes what is missing and says what that was. Changes nothing that exists, passwords included. */
export async function runSeed(environment: Environment): Promise<string[]> {
  const app = await wholeOrNothing((watched) =>
    NestFactory.createApplicationContext(SeedModule.forRoot(environment), {
      logger: ['error', 'warn'],
      abortOnError: false,
      ...watched,
    }),
  );
  try {
    const log = new SeedLog();
    const accounts = app.get(AccountsSeed);
    await accounts.operator(log);
    if (app.get<SeedConfig>(seedConfig.KEY).DEMO) {
      const tenantId = await accounts.demo(log);
      await app.get(ContentSeed).fill(tenantId, log);
    }
    return log.entries;
  } finally {
    await app.close();
  }
}
