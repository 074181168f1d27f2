import { Injectable } from '@nestjs/common';
import { AuditService } from '@renum/audit';
import type { ApiKeyRole, ApiKeyScope, ApiKeyView, NewApiKeyView } from '@renum/contracts';
import { TenantDatabase } from '@renum/database';
import { AccessChanges, hashOpaqueToken, newOpaqueToken } from '@renum/identity';
import { DomainError, newId, tenantContext } from '@renum/platform';
import { API_KEY_PREFIX } from './api-key-access.service';
import { ApiKeyEntity, type ApiKey } from './api-key.entity';
import { KeyNews } from './key-news';

export interface NewApiKey {
  name: string;
  role: ApiKeyRole;
  scopes: ApiKeyScope[];
  /** What the scope `llm` may call, as `provider/model` with `*`; without it all of the tenant's. */
  models?: string[];
  /** From then on it opens nothing. */
  expiresAt?: Date;
}

const MOST = 100;

/** The current tenant's API keys, as people handle them. */
@Injectable()
export class ApiKeysService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly changes: AccessChanges,
    private readonly news: KeyNews,
    private readonly audit: AuditService,
  ) {}

  /** Those that are not revoked, newest first; expired ones too, until somebody takes them away. */
  async list(): Promise<ApiKeyView[]> {
    const keys = await this.database.transaction((em) =>
      em.find(ApiKeyEntity, { revokedAt: null }, { orderBy: { id: 'desc' }, limit: MOST }),
    );
    return keys.map(viewOf);
  }

  /** The answer holds the key; it is said this once. Throws `validation_failed`, `conflict`. */
  async create({ name, role, scopes, models, expiresAt }: NewApiKey): Promise<NewApiKeyView> {
    if (expiresAt && expiresAt.getTime() <= Date.now()) {
      throw new DomainError('validation_failed', 'The expiry lies in the past.', {
        details: { errors: [{ path: 'expiresAt', message: 'must be in the future' }] },
      });
    }
    const { tenantId, actor } = tenantContext.current();
    const key = API_KEY_PREFIX + newOpaqueToken();
    const row: ApiKey = {
      id: newId(),
      tenantId,
      name,
      role,
      scopes: [...new Set(scopes)],
      models: models ?? null,
      hint: key.slice(-4),
      keyHash: hashOpaqueToken(key),
      createdBy: actor.type === 'user' ? (actor.id ?? null) : null,
      createdAt: new Date(),
      expiresAt: expiresAt ?? null,
      lastUsedAt: null,
      revokedAt: null,
    };
    await this.database.transaction(async (em) => {
      // One at a time, or two could both be the last that fits.
      await em.execute('select 1 from tenants where id = ? for update', [tenantId]);
      if ((await em.count(ApiKeyEntity, { revokedAt: null })) >= MOST)
        throw new DomainError('conflict', `A tenant has ${MOST} keys at most; revoke one first.`);
      await em.insert(ApiKeyEntity, row);
      await this.audit.record(em, target(row, 'api_key.created', { name, role, scopes, models }));
    });
    return { ...viewOf(row), key };
  }

  /** Opens nothing from then on, in every process. */
  async revoke(id: string): Promise<void> {
    const { tenantId } = tenantContext.current();
    await this.database.transaction(async (em) => {
      const key = await em.findOne(ApiKeyEntity, { id, revokedAt: null });
      if (!key) throw new DomainError('not_found', 'There is no such API key.');
      key.revokedAt = new Date();
      await em.flush();
      await this.audit.record(em, target(key, 'api_key.revoked', { name: key.name }));
    });
    await this.changes.announce({ tenantId, sessionFamily: id });
    await this.news.changed(tenantId, id);
  }
}

const target = ({ id }: ApiKey, action: string, detail: Record<string, unknown>) => ({
  action,
  targetType: 'api_key',
  targetId: id,
  detail,
});

const viewOf = (key: ApiKey): ApiKeyView => ({
  id: key.id,
  name: key.name,
  role: key.role,
  scopes: key.scopes,
  ...(key.models && { models: key.models }),
  hint: key.hint,
  createdAt: key.createdAt.toISOString(),
  ...(key.expiresAt && { expiresAt: key.expiresAt.toISOString() }),
  ...(key.lastUsedAt && { lastUsedAt: key.lastUsedAt.toISOString() }),
  expired: key.expiresAt != null && key.expiresAt.getTime() <= Date.now(),
});
