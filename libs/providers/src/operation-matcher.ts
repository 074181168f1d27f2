import type { ProviderManifest, ProviderOperation } from './manifest';

interface Pattern {
  operation: ProviderOperation;
  segments: readonly string[];
}

/** Finds the one operation that a method and path mean; most exact first, so nothing is ambiguous. */
export class OperationMatcher {
  private readonly byMethod = new Map<string, Pattern[]>();

  constructor(manifest: Pick<ProviderManifest, 'operations'>) {
    for (const operation of manifest.operations) {
      const list = this.byMethod.get(operation.method) ?? [];
      list.push({ operation, segments: operation.path.split('/').slice(1) });
      this.byMethod.set(operation.method, list);
    }
    for (const list of this.byMethod.values())
      list.sort((a, b) => wildcards(a.segments) - wildcards(b.segments));
  }

  /** `path` is relative to the base URL, without query. Unclear spellings match nothing. */
  match(method: string, path: string): ProviderOperation | undefined {
    if (!PLAIN_PATH.test(path)) return undefined;
    const segments = path.split('/').slice(1);
    if (segments.some((segment) => segment === '' || segment === '.' || segment === '..'))
      return undefined;
    return this.byMethod.get(method)?.find((each) => fits(each.segments, segments))?.operation;
  }
}

/** No escapes, backslashes or parameters: what we match must be what the provider's server reads. */
const PLAIN_PATH = /^(\/[A-Za-z0-9._~:@!$&'()*+,=-]+)+$/;

const wildcards = (segments: readonly string[]): number =>
  segments.filter((segment) => segment.startsWith(':')).length;

const fits = (pattern: readonly string[], actual: readonly string[]): boolean =>
  pattern.length === actual.length &&
  pattern.every((part, index) => part.startsWith(':') || part === actual[index]);
