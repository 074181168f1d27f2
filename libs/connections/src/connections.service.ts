import { Injectable } from '@nestjs/common';
import { AuditService } from '@renum/audit';
import type {
  ConnectionAppView,
  ConnectionKind,
  ConnectionLinkView,
  ConnectionView,
  CredentialView,
  Page,
} from '@renum/contracts';
import { TenantDatabase, type EntityManager } from '@renum/database';
import { DomainError, newId, tenantContext } from '@renum/platform';
import { CredentialResolver, VaultService } from '@renum/vault';
import { ConnectionEntity, type Connection, type ConnectionSettings } from './connection.entity';
import { ConnectionNews } from './connection-news';
import {
  checkChange,
  checkedPlace,
  checkedSettings,
  checkedUrl,
  invalid,
} from './connection-rules';
import { connectionView } from './connection-view';
import { Directories, type DirectoryKey } from './directory/directories';
import { ToolDiscovery } from './tool-discovery';

export interface NewConnection {
  name: string;
  url: string;
  transport?: 'http' | 'sse';
  credentialId?: string;
  settings?: ConnectionSettings;
}

export interface NewLink extends DirectoryKey {
  app: string;
  name: string;
  /** Where the provider sends the person afterwards. */
  returnUrl?: string;
}

export interface ConnectionChange {
  name?: string;
  credentialId?: string | null;
  settings?: ConnectionSettings;
}

/** A tenant's connections, as people handle them. */
@Injectable()
export class ConnectionsService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly vault: VaultService,
    private readonly credentials: CredentialResolver,
    private readonly discovery: ToolDiscovery,
    private readonly directories: Directories,
    private readonly audit: AuditService,
    private readonly news: ConnectionNews,
  ) {}

  /** Newest first. */
  async list({ cursor, limit }: { cursor?: string; limit: number }): Promise<Page<ConnectionView>> {
    const rows = await this.database.transaction((em) =>
      em.find(ConnectionEntity, cursor === undefined ? {} : { id: { $lt: cursor } }, {
        orderBy: { id: 'desc' },
        limit: limit + 1,
      }),
    );
    const items = rows.slice(0, limit).map(connectionView);
    const last = items.at(-1);
    return rows.length > limit && last ? { items, nextCursor: last.id } : { items };
  }

  async get(id: string): Promise<ConnectionView> {
    return connectionView(await this.database.transaction((em) => existing(em, id)));
  }

  /** Apps that can be linked. */
  async apps(key: DirectoryKey, search: string): Promise<ConnectionAppView[]> {
    if (key.credentialId !== undefined) await this.credentialOf(key.kind, key.credentialId);
    return this.directories.listApps(key, search);
  }

  /** Begins to link an account; the connection is there, and usable once the person has been there. */
  async link(input: NewLink): Promise<ConnectionLinkView> {
    const { kind, app, name, credentialId, returnUrl } = input;
    if (credentialId !== undefined) await this.credentialOf(kind, credentialId);
    const id = newId();
    const key = { kind, ...(credentialId !== undefined && { credentialId }) };
    // A user of its own: accounts of two connections never mix, whatever the app.
    const link = await this.directories.link(key, { app, user: `renum-${id}`, returnUrl });
    const { tenantId } = tenantContext.current();
    const used = await this.credentials.resolve({ tenantId, provider: kind, credentialId });
    const headers = link.headers && { headers: link.headers };
    await this.insert(id, {
      kind,
      name,
      url: link.mcpUrl,
      credentialId: used.credentialId,
      settings: { app, externalId: link.externalId, ...headers },
    });
    return { connectionId: id, url: link.url };
  }

  /** Stores it and reads what it offers at once; a server that does not answer is a state, not an error. */
  async create(input: NewConnection): Promise<ConnectionView> {
    const id = newId();
    await this.insert(id, { ...input, kind: 'mcp' });
    return this.refresh(id);
  }

  private async insert(id: string, input: NewConnection & { kind: ConnectionKind }): Promise<void> {
    const { kind, name, credentialId } = input;
    const url = checkedUrl(input.url);
    const settings = checkedSettings(input.settings ?? {});
    await this.checkCredential(kind, url, credentialId);
    await this.database.transaction(async (em) => {
      const now = new Date();
      await em.insert(ConnectionEntity, {
        id,
        tenantId: tenantContext.current().tenantId,
        kind,
        name,
        url,
        transport: input.transport ?? 'http',
        credentialId: credentialId ?? null,
        settings,
        state: 'pending',
        detail: '',
        offeredTools: [],
        offeredHash: null,
        checkedAt: null,
        approvedTools: [],
        approvedHash: null,
        approvedAt: null,
        approvedBy: null,
        createdBy: currentUser(),
        createdAt: now,
        updatedAt: now,
      });
      await this.record(em, 'connection.created', { id, kind, name }, { host: new URL(url).host });
    });
  }

  /** What it is called, and whose key it uses. Its address stays: another one is another connection. */
  async update(id: string, change: ConnectionChange): Promise<ConnectionView> {
    const before = await this.database.transaction((em) => existing(em, id));
    const { credentialId } = change;
    checkChange(before.kind, change.settings);
    if (credentialId != null) await this.checkCredential(before.kind, before.url, credentialId);
    const row = await this.database.transaction(async (em) => {
      const current = await locked(em, id);
      mustLive(current);
      if (change.name !== undefined) current.name = change.name;
      if (credentialId !== undefined) current.credentialId = credentialId;
      if (change.settings)
        current.settings = checkedSettings({ ...current.settings, ...change.settings });
      await em.flush();
      await this.record(em, 'connection.updated', current, { fields: changedFields(change) });
      return current;
    });
    return this.announce(row);
  }

  /** Reads again what the server offers, and holds it against what was approved. */
  async refresh(id: string): Promise<ConnectionView> {
    const place = await this.database.transaction((em) => existing(em, id));
    mustLive(place);
    const found = await this.discovery.read(place);
    const [row, told] = await this.database.transaction(async (em) => {
      const current = await locked(em, id);
      const change = this.discovery.apply(current, found);
      await em.flush();
      if (change === 'changed') {
        const { offeredHash, approvedHash } = current;
        await this.record(em, 'connection.tools_changed', current, { offeredHash, approvedHash });
      }
      return [current, change] as const;
    });
    return told === 'same' ? connectionView(row) : this.announce(row);
  }

  /**
   * Approves exactly the tools that were shown.
   * @throws DomainError `conflict` when they are others by now, or none were ever read
   */
  async approve(id: string, hash: string): Promise<ConnectionView> {
    const row = await this.database.transaction(async (em) => {
      const current = await locked(em, id);
      mustLive(current);
      if (current.offeredHash === null || current.offeredHash !== hash)
        throw new DomainError(
          'conflict',
          'These are not the tools that it offers now; look again.',
          {
            details: { offeredHash: current.offeredHash },
          },
        );
      current.approvedTools = current.offeredTools;
      current.approvedHash = hash;
      current.approvedAt = new Date();
      current.approvedBy = currentUser();
      if (current.state !== 'unreachable') current.state = 'active';
      if (current.state === 'active') current.detail = '';
      await em.flush();
      const tools = current.approvedTools.map(({ name }) => name).slice(0, 200);
      await this.record(em, 'connection.approved', current, { hash, tools });
      return current;
    });
    return this.announce(row);
  }

  /** Ends its use everywhere, for good. Repeating it tells every process again. */
  async revoke(id: string): Promise<ConnectionView> {
    const row = await this.database.transaction(async (em) => {
      const current = await locked(em, id);
      if (current.state === 'revoked') return current;
      current.state = 'revoked';
      current.detail = '';
      await em.flush();
      await this.record(em, 'connection.revoked', current, {});
      return current;
    });
    return this.announce(row);
  }

  /** A key belongs to a place; a connection elsewhere must not carry it there (P1). */
  private async checkCredential(
    kind: ConnectionKind,
    url: string,
    credentialId: string | undefined,
  ): Promise<void> {
    if (credentialId === undefined) {
      if (kind === 'mcp') return;
      throw invalid('credentialId', `A connection to ${kind} needs a credential.`);
    }
    const { baseUrl, standIn } = await this.credentialOf(kind, credentialId);
    if (kind === 'mcp' && !standIn) checkedPlace(url, baseUrl);
  }

  /** @throws DomainError `not_found` as for one of another tenant, `validation_failed`, `conflict` */
  private async credentialOf(kind: ConnectionKind, id: string): Promise<CredentialView> {
    const credential = await this.vault.get(id);
    if (credential.provider !== kind)
      throw invalid('credentialId', `The credential is not one of the provider ${kind}.`);
    if (credential.state === 'revoked' || credential.expired)
      throw new DomainError('conflict', 'The credential is revoked, or has expired.');
    return credential;
  }

  private record(
    em: EntityManager,
    action: string,
    { id, kind, name }: Pick<Connection, 'id' | 'kind' | 'name'>,
    detail: Record<string, unknown>,
  ): Promise<void> {
    const target = { targetType: 'connection', targetId: id };
    return this.audit.record(em, { action, ...target, detail: { kind, name, ...detail } });
  }

  private async announce(row: Connection): Promise<ConnectionView> {
    await this.news.changed(row.tenantId, row.id);
    return connectionView(row);
  }
}

const changedFields = (change: object): string[] =>
  Object.entries(change).flatMap(([field, value]) => (value === undefined ? [] : field));

async function existing(em: EntityManager, id: string): Promise<Connection> {
  const row = await em.findOne(ConnectionEntity, { id });
  if (!row) throw new DomainError('not_found', 'There is no such connection.');
  return row;
}

async function locked(em: EntityManager, id: string): Promise<Connection> {
  await em.execute('select 1 from connections where id = ? for update', [id]);
  return existing(em, id);
}

function mustLive({ state }: Connection): void {
  if (state === 'revoked')
    throw new DomainError('conflict', 'A revoked connection stays revoked; create a new one.');
}

function currentUser(): string | null {
  const { actor } = tenantContext.current();
  return actor.type === 'user' ? (actor.id ?? null) : null;
}
