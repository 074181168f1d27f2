import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { PlatformDatabase } from '@renum/database';
import { invalidationChannel, REDIS, redisConfig, type RedisConfig } from '@renum/queues';
import type { Redis } from 'ioredis';

/** Flushes of usage come many times a second; one look serves those of this time. */
const GATHER_MS = 200;
const PATIENCE_MS = 1_000;

/**
 * Tells every process whose wallet has run empty. It only hurries: what was not told is seen in the
 * database within seconds. A wallet that is filled again needs no news, since refusals are not kept.
 */
@Injectable()
export class WalletNews {
  private readonly log = new Logger(WalletNews.name);
  private readonly spenders = new Set<string>();
  private planned: Promise<void> | undefined;

  constructor(
    private readonly database: PlatformDatabase,
    @Inject(REDIS) private readonly redis: Redis,
    @Inject(redisConfig.KEY) private readonly config: RedisConfig,
  ) {}

  /** After the commit of what these tenants spent, or lost. Resolves when it was told; never throws. */
  afterSpending(tenantIds: Iterable<string>): Promise<void> {
    for (const id of tenantIds) this.spenders.add(id);
    this.planned ??= delay(GATHER_MS, undefined, { ref: false }).then(() => this.look());
    return this.planned;
  }

  /** After the commit of other terms for a tenant: which keys serve it may have changed. */
  async changed(tenantId: string): Promise<void> {
    try {
      await this.tell(tenantId);
    } catch (error) {
      this.log.warn({ err: error }, 'Other terms of a tenant were not announced');
    }
  }

  private async look(): Promise<void> {
    const tenantIds = [...this.spenders];
    this.spenders.clear();
    this.planned = undefined;
    try {
      for (const tenantId of await this.empty(tenantIds)) await this.tell(tenantId);
    } catch (error) {
      this.log.warn({ err: error }, 'An empty wallet was not announced');
    }
  }

  private async empty(tenantIds: readonly string[]): Promise<string[]> {
    const rows = await this.database.transaction((em) =>
      em.execute<{ tenant_id: string }[]>(
        `select tenant_id from billing_accounts where suspended_at is not null and tenant_id in
           (select id::uuid from jsonb_array_elements_text(cast(? as jsonb)) as ids (id))`,
        [JSON.stringify(tenantIds)],
      ),
    );
    return rows.map((row) => row.tenant_id);
  }

  private async tell(tenantId: string): Promise<void> {
    const message = JSON.stringify({ type: 'tenant', tenantId });
    const sent = this.redis.publish(invalidationChannel(this.config.REDIS_PREFIX), message);
    await Promise.race([sent, delay(PATIENCE_MS, undefined, { ref: false })]);
  }
}
