import { listedModels } from '@renum/billing';
import type { Dialect } from '@renum/contracts';
import type { ProviderSource } from '@renum/providers';
import type { AppContext } from './app-context';
import { modelsOf, type ListedModel } from './model-list';
import { isShareable } from './platform-use';

export interface CredentialHolder {
  /** Providers that a call of the tenant would find an active credential for. */
  providersOf(tenantId: string): Promise<string[]>;
}

/** The models that an app may call by name: of providers that its tenant, or the platform, has a key for. */
export class AppModelList {
  constructor(
    private readonly vault: CredentialHolder,
    private readonly platformFor: (tenantId: string) => Promise<string | undefined>,
    private readonly catalogue: ProviderSource,
  ) {}

  readonly of = async (
    { tenantId, models: patterns }: AppContext,
    dialect: Dialect,
  ): Promise<ListedModel[]> => {
    const platform = await this.platformFor(tenantId);
    const own = await this.vault.providersOf(tenantId);
    const shared = platform ? await this.vault.providersOf(platform) : [];
    const providers = new Set([...own, ...shared.filter((id) => this.isShareable(id))]);
    return modelsOf(dialect, { providers, patterns, namesOf: (id) => this.namesOf(id) });
  };

  private isShareable(id: string): boolean {
    const manifest = this.catalogue.find(id);
    return manifest !== undefined && isShareable(manifest);
  }

  private namesOf(id: string): readonly string[] {
    return [...listedModels(id), ...(this.catalogue.find(id)?.models ?? [])];
  }
}
