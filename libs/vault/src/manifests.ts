import type { ProviderManifest } from '@renum/providers';
import { invalid } from './secret-rules';

/** Where manifests come from; what a tenant described itself is among them, for that tenant. */
export interface Manifests {
  find(provider: string): ProviderManifest | undefined | Promise<ProviderManifest | undefined>;
}

export const MANIFESTS = Symbol('MANIFESTS');

/** @throws DomainError `validation_failed` */
export async function manifestOf(
  manifests: Manifests,
  provider: string,
): Promise<ProviderManifest> {
  const manifest = await manifests.find(provider);
  if (!manifest) throw invalid('provider', `There is no provider "${provider}".`);
  return manifest;
}
