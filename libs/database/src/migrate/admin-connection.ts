import type { EntityManager } from '@mikro-orm/postgresql';
import { createOrm } from '../orm/create-orm';

/** Runs `work` on one short-lived connection; for migrations, roles and the test harness only. */
export async function withConnection<T>(
  url: string,
  work: (em: EntityManager) => Promise<T>,
): Promise<T> {
  // One connection that stays: a session's advisory lock must outlive the work done under it.
  const orm = await createOrm({ name: 'admin', url, poolSize: 1, idleMs: 0 });
  try {
    return await work(orm.em.fork({ disableContextResolution: true }));
  } finally {
    await orm.close();
  }
}

/** Roles and schema belong to everyone: processes that start together take turns. */
export async function withLock<T>(
  em: EntityManager,
  key: number,
  work: () => Promise<T>,
): Promise<T> {
  await em.execute('select pg_advisory_lock(?)', [key]);
  try {
    return await work();
  } finally {
    await em.execute('select pg_advisory_unlock(?)', [key]);
  }
}
