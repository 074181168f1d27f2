import { Injectable } from '@nestjs/common';
import { DomainError } from '@renum/platform';
import { anthropic } from './catalogue/anthropic';
import { openai } from './catalogue/openai';
import { openaiCompatible } from './catalogue/openai-compatible';
import { tavily } from './catalogue/tavily';
import { providerManifest, type ProviderManifest, type ProviderOperation } from './manifest';
import { OperationMatcher } from './operation-matcher';

const BUILT_IN = [openai, anthropic, openaiCompatible, tavily];

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
