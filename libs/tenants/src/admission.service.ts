import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Role, TenantView } from '@renum/contracts';
import { PlatformDatabase } from '@renum/database';
import { AccessChanges, AccessTokens } from '@renum/identity';
import { DomainError, type Actor } from '@renum/platform';
import { API_KEY_PREFIX, ApiKeyAccess } from './api-keys/api-key-access.service';
import { StandingCache, type Standing, type StandingKey } from './standing';

/** Somebody who may come in, and as what, at this moment. */
export interface Principal extends StandingKey {
  operator: boolean;
  /** Who acts: a person, or a tenant's program by its key. `userId` is then the key's id. */
  actor: Actor;
  /** Absent for somebody who is in no tenant, or not in this one any more. */
  role?: Role;
  tenantState?: TenantView['state'];
}

const CACHE_MS = 5_000;

const STANDING_SQL = /* sql */ `
  select u.operator, m.role, t.state as tenant_state,
    exists (
      select 1 from sessions s
      where s.family_id = ? and s.user_id = u.id and s.revoked_at is null and s.expires_at > now()
    ) as live
  from users u
  left join members m on m.user_id = u.id and m.tenant_id = cast(? as uuid)
  left join tenants t on t.id = m.tenant_id
  where u.id = ?`;

interface StandingRow {
  operator: boolean;
  role: Role | null;
  tenant_state: TenantView['state'] | null;
  live: boolean;
}

const NOBODY: Standing = { live: false, operator: false };

/**
 * The one check at every entrance for people and their programs (REST guard, Socket.IO): is the
 * token ours, is its session alive, and what may its owner do *now*. A member who is removed,
 * demoted or signed out loses access at once, not when their token expires.
 */
@Injectable()
export class Admission implements OnModuleInit {
  private readonly cache = new StandingCache(CACHE_MS);

  constructor(
    private readonly tokens: AccessTokens,
    private readonly keys: ApiKeyAccess,
    private readonly database: PlatformDatabase,
    private readonly changes: AccessChanges,
  ) {}

  onModuleInit(): void {
    this.changes.follow((change) => this.cache.forget(change));
  }

  /** Throws `unauthenticated` for a token or key that opens nothing. */
  async admit(token: string): Promise<Principal> {
    if (token.startsWith(API_KEY_PREFIX)) return this.admitKey(token);
    const { userId, tenantId, sessionFamily } = await this.tokens.verify(token);
    const key = { userId, tenantId, sessionFamily };
    const { live, ...standing } = await this.cache.get(key, () => this.load(key));
    if (!live) throw new DomainError('unauthenticated', 'The session is over. Sign in again.');
    return { ...key, ...standing, actor: { type: 'user', id: userId } };
  }

  /** Not cached: a program makes few calls, and its key must be known before anything else is. */
  private async admitKey(token: string): Promise<Principal> {
    const key = await this.keys.find(token);
    if (!key) throw new DomainError('unauthenticated', 'This API key opens nothing, or no more.');
    if (!key.scopes.includes('api'))
      throw new DomainError(
        'forbidden',
        'This API key is for models only: it lacks the scope api.',
      );
    const { id, tenantId, role, tenantState } = key;
    const actor = { type: 'apiKey', id } as const;
    return { userId: id, sessionFamily: id, tenantId, role, tenantState, operator: false, actor };
  }

  private async load({ userId, tenantId, sessionFamily }: StandingKey): Promise<Standing> {
    const parameters = [sessionFamily, tenantId ?? null, userId];
    const [row] = await this.database.transaction((em) =>
      em.execute<StandingRow[]>(STANDING_SQL, parameters),
    );
    if (!row) return NOBODY;
    const { live, operator, role, tenant_state: tenantState } = row;
    return { live, operator, role: role ?? undefined, tenantState: tenantState ?? undefined };
  }
}
