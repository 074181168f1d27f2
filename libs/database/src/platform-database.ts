import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { PLATFORM_ORM } from './tokens';
import { WorkInFlight } from './work-in-flight';

/**
 * The database across tenants: sign-in, operator pages, sweepers, the outbox relay. Named apart so
 * that a reader, and a search, sees every place that steps over the line between tenants.
 */
@Injectable()
export class PlatformDatabase {
  private readonly inFlight = new WorkInFlight();

  constructor(@Inject(PLATFORM_ORM) private readonly orm: MikroORM) {}

  /** Runs `work` in one transaction; nested calls are transactions of their own. */
  async transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    const em = this.orm.em.fork({ disableContextResolution: true });
    return this.inFlight.run(() => em.transactional(work));
  }

  /** One round trip: is PostgreSQL there and does the role work? */
  async ping(): Promise<void> {
    const em = this.orm.em.fork({ disableContextResolution: true });
    await this.inFlight.run(() => em.execute('select 1'));
  }

  /** Lets transactions under way end, then hangs up. */
  async close(): Promise<void> {
    await this.inFlight.end();
    await this.orm.close();
  }
}
