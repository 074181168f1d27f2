import type { PlatformDatabase } from '@renum/database';

/** Whether a tenant may use the platform's own credentials, in which tenant's vault those are, and for how much. */
export class PlatformAccess {
  constructor(private readonly database: PlatformDatabase) {}

  readonly platformFor = async (tenantId: string): Promise<string | undefined> => {
    const [row] = await this.database.transaction((em) =>
      em.execute<{ id: string }[]>(
        `select p.id from tenants p join billing_accounts b on b.tenant_id = ? and b.platform_keys
          where p.kind = 'platform'`,
        [tenantId],
      ),
    );
    return row?.id;
  };

  /** What a tenant has left that pays before use, in nano-units; nothing for who pays later. */
  readonly creditOf = async (tenantId: string): Promise<bigint | undefined> => {
    const [row] = await this.database.transaction((em) =>
      em.execute<{ credit: string }[]>(
        `select (coalesce((select sum(balance_nano) from ledger_balances l
              where l.tenant_id = b.tenant_id and l.account = 'wallet'), 0)
            + coalesce((select sum(remaining_nano) from credit_grants g where g.tenant_id = b.tenant_id
              and (g.expires_at is null or g.expires_at > now())), 0))::text as credit
          from billing_accounts b where b.tenant_id = ? and b.mode = 'prepaid'`,
        [tenantId],
      ),
    );
    return row && BigInt(row.credit);
  };
}
