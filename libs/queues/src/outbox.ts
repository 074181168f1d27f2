import { Injectable } from '@nestjs/common';
import type { EntityManager } from '@renum/database';
import { newId } from '@renum/platform';
import type { QueueName, RunJob } from './queues';

/** Work to be queued if, and only if, the caller's transaction commits. */
@Injectable()
export class Outbox {
  async add(em: EntityManager, queue: QueueName, payload: RunJob): Promise<void> {
    await em.execute(
      'insert into outbox (id, tenant_id, queue, payload) values (?, ?, ?, ?::jsonb)',
      [newId(), payload.tenantId, queue, JSON.stringify(payload)],
    );
  }
}
