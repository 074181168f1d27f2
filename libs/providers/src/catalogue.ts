import { Injectable } from '@nestjs/common';
import { OWN_PROVIDER } from '@renum/contracts';
import { DomainError } from '@renum/platform';
import { BUILT_IN } from './catalogue/index';
import { providerManifest, type ProviderManifest, type ProviderOperation } from './manifest';
import { OperationMatcher } from './operation-matcher';

/** The external APIs this installation knows. Checked when it is built: a bad manifest stops it. */
@Injectable()
export class ProviderCatalogue {
  private readonly entries = new Map<
    string,
    { manifest: ProviderManifest; matcher: OperationMatcher }
  >();

  constructor() {
    for (const input of BUILT_IN) {
      const manifest = Object.freeze(providerManifest.parse(input));
      if (OWN_PROVIDER.test(manifest.id)) throw new Error(`${manifest.id} is a tenant's name.`);
      if (this.entries.has(manifest.id)) throw new Error(`There are two providers ${manifest.id}.`);
      this.entries.set(manifest.id, { manifest, matcher: new OperationMatcher(manifest) });
    }
  }

  list(): ProviderManifest[] {
    return [...this.entries.values()].map((entry) => entry.manifest);
  }

  find(id: string): ProviderManifest | undefined {
    return this.entries.get(id)?.manifest;
  }

  /** @throws DomainError `provider_unknown` */
  get(id: string): ProviderManifest {
    const manifest = this.find(id);
    if (!manifest) throw new DomainError('provider_unknown', `There is no provider "${id}".`);
    return manifest;
  }

  /** The operation that a method and path (relative to the base URL) mean, if it is listed. */
  operation(id: string, method: string, path: string): ProviderOperation | undefined {
    return this.entries.get(id)?.matcher.match(method, path);
  }
}
