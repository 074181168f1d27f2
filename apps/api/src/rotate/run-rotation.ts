import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { PlatformDatabase } from '@renum/database';
import type { Environment } from '@renum/platform';
import {
  ROOT_KEY_SOURCE,
  RootKeyring,
  RootKeyRotation,
  TenantKeyRotation,
  type RootKeySource,
} from '@renum/vault';
import { z } from 'zod';
import { RotateModule, SEALED_COLUMNS } from './rotate.module';

const USAGE =
  'Say one of: root status | root stage | root promote | root rewrap | root retire | tenants [id …]';

const command = z.union([
  z.tuple([z.literal('root'), z.enum(['status', 'stage', 'promote', 'rewrap', 'retire'])]),
  z.tuple([z.literal('tenants')], z.uuid()),
]);

/** Does one step and says what came of it; every step may be repeated. */
export async function runRotation(environment: Environment, words: string[]): Promise<unknown> {
  const parsed = command.safeParse(words);
  if (!parsed.success) throw new Error(USAGE);
  const app = await NestFactory.createApplicationContext(RotateModule.forRoot(environment), {
    logger: ['error', 'warn'],
  });
  try {
    const [what, ...ids] = parsed.data;
    return what === 'tenants' ? await tenants(app, ids) : await root(app, parsed.data[1]);
  } finally {
    await app.close();
  }
}

async function tenants(app: INestApplicationContext, ids: string[]): Promise<unknown> {
  const rotation = app.get(TenantKeyRotation, { strict: false });
  const rotated: unknown[] = [];
  for (const tenantId of ids.length > 0 ? ids : await rotation.tenants())
    rotated.push({ tenantId, ...(await rotation.rotate(tenantId)) });
  return { rotated };
}

type RootStep = 'status' | 'stage' | 'promote' | 'rewrap' | 'retire';

async function root(app: INestApplicationContext, step: RootStep): Promise<unknown> {
  const rotation = new RootKeyRotation(
    app.get(PlatformDatabase, { strict: false }),
    app.get(RootKeyring, { strict: false }),
    app.get<RootKeySource>(ROOT_KEY_SOURCE, { strict: false }),
    SEALED_COLUMNS,
  );
  switch (step) {
    case 'status':
      return { keys: await rotation.status() };
    case 'stage':
      return { staged: await rotation.stage() };
    case 'promote': {
      const promoted = await rotation.promote();
      return { promoted, rewrapped: await rotation.rewrap() };
    }
    case 'rewrap':
      return { rewrapped: await rotation.rewrap() };
    case 'retire':
      return { retired: await rotation.retire() };
    default: {
      const never: never = step;
      throw new Error(String(never));
    }
  }
}
