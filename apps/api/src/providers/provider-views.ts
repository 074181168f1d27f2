import { OWN_PROVIDER, type ProviderOperationView, type ProviderView } from '@renum/contracts';
import {
  pathPattern,
  pathTemplate,
  type ProviderManifest,
  type ProviderOperation,
} from '@renum/providers';
import { keyPlace } from './key-place';
import type { ProvidersQuery } from './providers.dto';

export const viewOf = (manifest: ProviderManifest): ProviderView => {
  const custom = OWN_PROVIDER.test(manifest.id);
  return {
    id: manifest.id,
    title: manifest.title,
    kind: manifest.kind,
    docsUrl: manifest.docsUrl,
    hosts: manifest.hosts,
    needsBaseUrl: manifest.needsBaseUrl,
    secretLabel: manifest.secretLabel,
    models: manifest.models,
    category: manifest.category,
    credential: manifest.credential,
    keyPlaces: manifest.injections.map(keyPlace),
    baseUrlExample: manifest.baseUrlExample,
    testIsFree: manifest.test.free,
    custom,
    ...(manifest.oauth2 && { oauth2: oauth2View(manifest.oauth2) }),
    rateLimits: manifest.rateLimits,
    operations: manifest.operations.map((each) => operationView(each, custom)),
  };
};

const oauth2View = ({
  grants,
  scopes,
  defaultScopes,
}: NonNullable<ProviderManifest['oauth2']>): NonNullable<ProviderView['oauth2']> => ({
  grants,
  scopes,
  defaultScopes,
});

const operationView = (operation: ProviderOperation, custom: boolean): ProviderOperationView => {
  const { id, title, description, method, path, access, safeToRetry, meter, priceNano } = operation;
  const metered = meter && priceNano !== undefined;
  return {
    id,
    title,
    ...(description !== undefined && { description }),
    method,
    path: custom ? pathTemplate(pathPattern(path)) : path,
    access,
    safeToRetry,
    ...(operation.input && { input: operation.input }),
    ...(metered && { meter: { name: meter.name, priceNano: String(priceNano) } }),
  };
};

/** Every word must be somewhere in what people know of a provider. */
export function isMeant(
  { id, title, category, operations }: ProviderManifest,
  { search = '', category: wanted }: ProvidersQuery,
): boolean {
  if (wanted !== undefined && category !== wanted) return false;
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const text = [id, title, category, ...operations.map((each) => each.title)]
    .join(' ')
    .toLowerCase();
  return words.every((word) => text.includes(word));
}
