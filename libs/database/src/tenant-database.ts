import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { tenantContext } from '@renum/platform';
import { TENANT_ORM } from './tokens';
import { WorkInFlight } from './work-in-flight';

/** The database as one tenant may see it. Row level security, not this class, draws the line. */
@Injectable()
export class TenantDatabase {
  private readonly inFlight = new WorkInFlight();

  constructor(@Inject(TENANT_ORM) private readonly orm: MikroORM) {}

  /**
   * Runs `work` in one transaction as the tenant of the open context. Flushes and commits when it
   * resolves, rolls back when it rejects. Without a context: `tenant_context_missing`.
   *
   * A call inside another call's `work` is a transaction of its own; hand the `em` down instead.
   */
  async transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    const { tenantId } = tenantContext.current();
    const em = this.orm.em.fork({
      session: { variables: { 'app.tenant': tenantId } },
      // Otherwise a fork made inside a transaction would start from that transaction's manager.
      disableContextResolution: true,
    });
    return this.inFlight.run(() => em.transactional(work));
  }

  /** Lets transactions under way end, then hangs up. */
  async close(): Promise<void> {
    await this.inFlight.end();
    await this.orm.close();
  }
}
