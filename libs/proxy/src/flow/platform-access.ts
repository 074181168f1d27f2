import type { PlatformDatabase } from '@renum/database';

/** Whether a tenant may use the platform's own credentials, and in which tenant's vault those are. */
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
}
