import { Injectable } from '@nestjs/common';
import { AuditService } from '@renum/audit';
import type { TenantKeyRotationView } from '@renum/contracts';
import { PlatformDatabase, type EntityManager } from '@renum/database';
import { asTenant } from './credential-resolver';
import { resealSecret } from './secret-seal';
import { TenantKeys } from './tenant-keys';
import { VaultError } from './vault.errors';

/** Small enough that nobody waits for its locks. */
const BATCH = 100;

/**
 * Gives a tenant a new data key and seals all versions of its secrets anew under it, while they are
 * read and written (V4). It may stop anywhere: what is left is done by the next one.
 */
@Injectable()
export class TenantKeyRotation {
  constructor(
    private readonly database: PlatformDatabase,
    private readonly keys: TenantKeys,
    private readonly audit: AuditService,
  ) {}

  rotate(tenantId: string): Promise<TenantKeyRotationView> {
    return asTenant(tenantId, async () => {
      // Committed before the first value is sealed anew: from here on, writers use it too.
      await this.alone(tenantId, (em) => this.keys.add(em, tenantId));
      let [resealed, unreadable, after] = [0, 0, FIRST];
      for (;;) {
        const batch = await this.alone(tenantId, (em) => this.batch(em, tenantId, after));
        resealed += batch.resealed;
        unreadable += batch.unreadable;
        if (batch.last === undefined) break;
        after = batch.last;
      }
      return this.alone(tenantId, (em) => this.finish(em, tenantId, { resealed, unreadable }));
    });
  }

  /** All tenants that have a key, one after the other. */
  async tenants(): Promise<string[]> {
    const rows = await this.database.transaction((em) =>
      em.execute<{ id: string }[]>('select distinct tenant_id as id from tenant_keys order by 1'),
    );
    return rows.map(({ id }) => id);
  }

  private async batch(em: EntityManager, tenantId: string, after: string) {
    const newest = await this.keys.newest(em, tenantId);
    if (!newest) return { resealed: 0, unreadable: 0, last: undefined };
    const rows = await em.execute<OldVersion[]>(OLD_VERSIONS, [tenantId, newest.id, after]);
    const to = this.keys.unwrapped(newest);
    let unreadable = 0;
    for (const row of rows) {
      const { id, credential_id: credentialId, version, ciphertext } = row;
      try {
        const from = this.keys.unwrapped({
          id: row.key_id,
          tenantId,
          wrappedKey: row.wrapped_key,
        });
        const place = { tenantId, credentialId, version };
        const again = resealSecret(from, to, place, ciphertext);
        await em.execute(RESEAL, [newest.id, again, id]);
      } catch (error) {
        if (!(error instanceof VaultError)) throw error;
        // Was not readable before either; it must not hold up all others.
        unreadable += 1;
      }
    }
    return { resealed: rows.length - unreadable, unreadable, last: rows.at(-1)?.id };
  }

  private async finish(
    em: EntityManager,
    tenantId: string,
    done: { resealed: number; unreadable: number },
  ): Promise<TenantKeyRotationView> {
    const dropped = await em.execute<{ id: string }[]>(DROP_UNUSED, [tenantId, tenantId]);
    const view = { ...done, droppedKeys: dropped.length };
    const newest = await this.keys.newest(em, tenantId);
    await this.audit.record(em, {
      action: 'tenant_key.rotated',
      targetType: 'tenant_key',
      ...(newest && { targetId: newest.id }),
      detail: { ...view },
    });
    return view;
  }

  /** Two rotations of one tenant take turns by batches, each under the newest key there is. */
  private alone<T>(tenantId: string, work: (em: EntityManager) => Promise<T>): Promise<T> {
    return this.database.transaction(async (em) => {
      await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [
        `tenant-key-rotation:${tenantId}`,
      ]);
      return work(em);
    });
  }
}

interface OldVersion {
  id: string;
  credential_id: string;
  version: number;
  ciphertext: Buffer;
  key_id: string;
  wrapped_key: Buffer;
}

const FIRST = '00000000-0000-0000-0000-000000000000';

const OLD_VERSIONS = `select v.id, v.credential_id, v.version, v.ciphertext, k.id as key_id,
    k.wrapped_key
  from credential_versions v join tenant_keys k on k.id = v.tenant_key_id
  where v.tenant_id = ? and v.tenant_key_id < ? and v.id > ?
  order by v.id limit ${BATCH} for update of v`;

const RESEAL = 'update credential_versions set tenant_key_id = ?, ciphertext = ? where id = ?';

const DROP_UNUSED = `delete from tenant_keys k where k.tenant_id = ?
  and k.id <> (select id from tenant_keys where tenant_id = ? order by id desc limit 1)
  and not exists (select from credential_versions v
    where v.tenant_id = k.tenant_id and v.tenant_key_id = k.id)
  returning k.id`;
