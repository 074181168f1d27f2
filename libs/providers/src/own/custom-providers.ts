import { Injectable } from '@nestjs/common';
import { AuditService } from '@renum/audit';
import type { CustomProviderView } from '@renum/contracts';
import {
  LockMode,
  TenantDatabase,
  UniqueConstraintViolationException,
  type EntityManager,
} from '@renum/database';
import { DomainError, newId, tenantContext } from '@renum/platform';
import { providerManifest } from '../manifest';
import { CustomProviderEntity, type CustomProvider } from './custom-provider.entity';
import { ownManifest, ownProviderOf, type OwnProvider } from './own-manifest';
import { ProviderNews } from './provider-news';

export type NewOwnProvider = OwnProvider & { source: CustomProvider['source'] };
/** Its base URL stays what it was: a stored key must not move to another host (P1). */
export type OwnProviderPatch = Partial<Omit<OwnProvider, 'baseUrl'>>;

const MAX_PROVIDERS = 100;

/** APIs that the current tenant describes itself, by form or from an OpenAPI file. */
@Injectable()
export class CustomProviders {
  constructor(
    private readonly database: TenantDatabase,
    private readonly audit: AuditService,
    private readonly news: ProviderNews,
  ) {}

  /** In use, newest first. */
  async list(): Promise<CustomProviderView[]> {
    const rows = await this.database.transaction((em) =>
      em.find(CustomProviderEntity, { archivedAt: null }, { orderBy: { id: 'desc' } }),
    );
    return rows.map(viewOf);
  }

  async get(id: string): Promise<CustomProviderView> {
    return viewOf(await this.database.transaction((em) => existing(em, id)));
  }

  async create({ source, ...own }: NewOwnProvider): Promise<CustomProviderView> {
    const { tenantId, actor } = tenantContext.current();
    try {
      const made = await this.database.transaction(async (em) => {
        const provider = await freeId(em, own.title);
        const row: CustomProvider = em.create(CustomProviderEntity, {
          id: newId(),
          tenantId,
          provider,
          source,
          manifest: ownManifest(provider, own),
          createdBy: actor.type === 'user' ? (actor.id ?? null) : null,
          createdAt: new Date(),
          updatedAt: new Date(),
          archivedAt: null,
        });
        await em.flush();
        await this.record(em, 'provider.created', row);
        return row;
      });
      await this.news.changed(tenantId);
      return viewOf(made);
    } catch (error) {
      if (!(error instanceof UniqueConstraintViolationException)) throw error;
      const message = 'Another provider of this name was made just now. Try again.';
      throw new DomainError('conflict', message, { cause: error });
    }
  }

  /** `auth` says where the same key goes at the same host; it is in the audit log. */
  async update(id: string, patch: OwnProviderPatch): Promise<CustomProviderView> {
    const row = await this.database.transaction(async (em) => {
      const current = await existing(em, id, LockMode.PESSIMISTIC_WRITE);
      const before = ownProviderOf(providerManifest.parse(current.manifest));
      const given = Object.fromEntries(
        Object.entries(patch).filter(([, value]) => value !== undefined),
      );
      current.manifest = ownManifest(id, { ...before, ...given });
      // Strictly later than before: what was parsed is known by it.
      current.updatedAt = new Date(Math.max(Date.now(), current.updatedAt.getTime() + 1));
      await em.flush();
      await this.record(em, 'provider.updated', current, { changed: Object.keys(given) });
      return current;
    });
    await this.news.changed(row.tenantId);
    return viewOf(row);
  }

  /** Its calls are refused within a second, everywhere. Repeating it tells every process again. */
  async archive(id: string): Promise<void> {
    const row = await this.database.transaction(async (em) => {
      const found = await em.findOne(
        CustomProviderEntity,
        { provider: id },
        { lockMode: LockMode.PESSIMISTIC_WRITE },
      );
      if (!found) throw unknown();
      if (found.archivedAt) return found;
      found.archivedAt = new Date();
      await em.flush();
      await this.record(em, 'provider.archived', found);
      return found;
    });
    await this.news.changed(row.tenantId);
  }

  private record(
    em: EntityManager,
    action: string,
    { id, provider, manifest }: CustomProvider,
    more: Record<string, unknown> = {},
  ): Promise<void> {
    const { title, baseUrl, injections, operations } = manifest;
    const detail = {
      provider,
      title,
      baseUrl,
      auth: injections[0]?.type,
      operations: operations.length,
    };
    return this.audit.record(em, {
      action,
      targetType: 'provider',
      targetId: id,
      detail: { ...detail, ...more },
    });
  }
}

async function existing(
  em: EntityManager,
  id: string,
  lockMode?: LockMode,
): Promise<CustomProvider> {
  const where = { provider: id, archivedAt: null };
  const found = await em.findOne(CustomProviderEntity, where, { lockMode });
  if (!found) throw unknown();
  return found;
}

/** The same words for what never was, what is archived and what is another tenant's (T5). */
const unknown = (): DomainError => new DomainError('not_found', 'There is no such own provider.');

/** An id that this tenant never had, archived ones included. */
async function freeId(em: EntityManager, title: string): Promise<string> {
  const rows = await em.find(CustomProviderEntity, {}, { fields: ['provider', 'archivedAt'] });
  if (rows.filter(({ archivedAt }) => archivedAt === null).length >= MAX_PROVIDERS)
    throw new DomainError('conflict', `A tenant has at most ${MAX_PROVIDERS} own providers.`);
  const taken = new Set(rows.map(({ provider }) => provider));
  const plain = title
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replaceAll(/^-+|-+$/g, '');
  const slug = `own-${plain || 'api'}`;
  let id = slug;
  for (let count = 2; taken.has(id); count += 1) id = `${slug}-${count}`;
  return id;
}

function viewOf(row: CustomProvider): CustomProviderView {
  const own = ownProviderOf(providerManifest.parse(row.manifest));
  return {
    id: row.provider,
    source: row.source,
    ...own,
    operations: [...own.operations],
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
