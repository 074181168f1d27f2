import { Injectable } from '@nestjs/common';
import { OWN_PROVIDER } from '@renum/contracts';
import { TenantDatabase, type EntityManager } from '@renum/database';
import { DomainError } from '@renum/platform';
import { ProviderCatalogue } from './catalogue';
import type { ProviderManifest, ProviderOperation } from './manifest';
import { OwnManifests, type OwnEntry } from './own/own-manifests';

/** Looks up providers and operations; the catalogue is one, and so is a run's own view of it. */
export interface ProviderSource {
  find(id: string): ProviderManifest | undefined;
  operation(id: string, method: string, path: string): ProviderOperation | undefined;
}

/** The providers that a tenant has: the catalogue's and its own. */
@Injectable()
export class ProviderDirectory {
  private readonly manifests = new OwnManifests();

  constructor(
    private readonly catalogue: ProviderCatalogue,
    private readonly database: TenantDatabase,
  ) {}

  /** The current tenant's; its own ones come last, oldest first. */
  async list(): Promise<ProviderManifest[]> {
    const own = await this.database.transaction((em) => this.manifests.all(em));
    return [...this.catalogue.list(), ...own];
  }

  /** In the transaction `em` if there is one. Archived ones are not found. */
  async find(id: string, em?: EntityManager): Promise<ProviderManifest | undefined> {
    if (!OWN_PROVIDER.test(id)) return this.catalogue.find(id);
    const load = (transaction: EntityManager) => this.manifests.load(transaction, [id]);
    const found = await (em ? load(em) : this.database.transaction(load));
    return found.get(id)?.manifest;
  }

  /** @throws DomainError `provider_unknown` */
  async get(id: string, em?: EntityManager): Promise<ProviderManifest> {
    const manifest = await this.find(id, em);
    if (!manifest) throw new DomainError('provider_unknown', `There is no provider "${id}".`);
    return manifest;
  }

  /** What a run that is granted `ids` can look up without asking the database again. */
  async sourceFor(em: EntityManager, ids: readonly string[]): Promise<ProviderSource> {
    const own = await this.manifests.load(em, ids);
    return own.size === 0 ? this.catalogue : new Layered(this.catalogue, own);
  }
}

class Layered implements ProviderSource {
  constructor(
    private readonly catalogue: ProviderSource,
    private readonly own: ReadonlyMap<string, OwnEntry>,
  ) {}

  find(id: string): ProviderManifest | undefined {
    return this.own.get(id)?.manifest ?? this.catalogue.find(id);
  }

  operation(id: string, method: string, path: string): ProviderOperation | undefined {
    const own = this.own.get(id);
    return own ? own.matcher.match(method, path) : this.catalogue.operation(id, method, path);
  }
}
