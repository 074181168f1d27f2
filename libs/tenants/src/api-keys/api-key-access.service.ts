import { Injectable } from '@nestjs/common';
import type { ApiKeyRole, ApiKeyScope, TenantView } from '@renum/contracts';
import { PlatformDatabase } from '@renum/database';
import { hashOpaqueToken } from '@renum/identity';

/** By it a key is known from an access token, and by scanners for leaked secrets. */
export const API_KEY_PREFIX = 'rnm_';

/** A key that opens something at this moment. */
export interface OpenKey {
  id: string;
  tenantId: string;
  role: ApiKeyRole;
  scopes: readonly ApiKeyScope[];
  /** Which models the scope `llm` is for; absent for all. */
  models?: readonly string[];
  tenantState: TenantView['state'];
  expiresAt?: Date;
}

interface KeyRow {
  id: string;
  tenant_id: string;
  role: ApiKeyRole;
  scopes: ApiKeyScope[];
  models: string[] | null;
  tenant_state: TenantView['state'];
  expires_at: string | null;
}

/** `last_used_at` to the minute, so that calls at once do not queue for the row. */
const USED_SQL = /* sql */ `
  update api_keys set last_used_at = now()
   where id = ? and (last_used_at is null or last_used_at < now() - interval '1 minute')`;

const KEY_SQL = /* sql */ `
  select k.id, k.tenant_id, k.role, k.scopes, k.models, t.state as tenant_state, k.expires_at
    from api_keys k join tenants t on t.id = k.tenant_id
   where k.key_hash = ? and k.revoked_at is null
     and (k.expires_at is null or k.expires_at > now())`;

/** Finds the tenant that a key belongs to, before there is a tenant context. */
@Injectable()
export class ApiKeyAccess {
  constructor(private readonly database: PlatformDatabase) {}

  /** Nothing for a key that is unknown, revoked or expired. */
  find(key: string): Promise<OpenKey | undefined> {
    return this.database.transaction(async (em) => {
      const [row] = await em.execute<KeyRow[]>(KEY_SQL, [hashOpaqueToken(key)]);
      if (!row) return undefined;
      await em.execute(USED_SQL, [row.id]);
      return {
        id: row.id,
        tenantId: row.tenant_id,
        role: row.role,
        scopes: row.scopes,
        ...(row.models && { models: row.models }),
        tenantState: row.tenant_state,
        ...(row.expires_at && { expiresAt: new Date(row.expires_at) }),
      };
    });
  }
}
