import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import { Rerating } from '@renum/billing';
import type { RerateView } from '@renum/contracts';
import { PlatformDatabase } from '@renum/database';
import { DomainError, type Environment } from '@renum/platform';
import { z } from 'zod';
import { month } from '../rating/rating.dto';
import { RateModule } from './rate.module';

const USAGE =
  'Say: --tenant <slug or id> --month <2026-10> [--apply] [--into-open-month]\n' +
  'Without --apply nothing is written.';

const options = z.object({
  tenant: z.string().min(1),
  month,
  apply: z.boolean().default(false),
  'into-open-month': z.boolean().default(false),
});

/** Rates a month anew, or tells what that would come to. */
export async function runRate(environment: Environment, words: string[]): Promise<RerateView> {
  const parsed = options.safeParse(optionsIn(words));
  if (!parsed.success) throw new Error(USAGE);
  const app = await NestFactory.createApplicationContext(RateModule.forRoot(environment), {
    logger: ['error', 'warn'],
  });
  try {
    const { tenant, apply, month: wanted, 'into-open-month': intoOpenMonth } = parsed.data;
    const tenantId = await idOf(app.get(PlatformDatabase, { strict: false }), tenant);
    const rating = app.get(Rerating);
    const rerate = { tenantId, month: wanted, intoOpenMonth };
    return apply ? await rating.apply(rerate) : await rating.preview(rerate);
  } finally {
    await app.close();
  }
}

function optionsIn(words: string[]): unknown {
  try {
    const flag = { type: 'boolean' } as const;
    const text = { type: 'string' } as const;
    const known = { tenant: text, month: text, apply: flag, 'into-open-month': flag };
    return parseArgs({ args: words, options: known }).values;
  } catch (error) {
    throw new Error(USAGE, { cause: error });
  }
}

async function idOf(database: PlatformDatabase, slugOrId: string): Promise<string> {
  const [tenant] = await database.transaction((em) =>
    em.execute<{ id: string }[]>('select id from tenants where slug = ? or id::text = ?', [
      slugOrId,
      slugOrId,
    ]),
  );
  if (!tenant) throw new DomainError('not_found', `There is no tenant ${slugOrId}.`);
  return tenant.id;
}
