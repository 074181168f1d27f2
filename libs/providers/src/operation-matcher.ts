import type { ProviderManifest, ProviderOperation } from './manifest';
import { matches, pathPattern, relation, type PathPattern } from './path-pattern';

interface Known {
  operation: ProviderOperation;
  pattern: PathPattern;
}

/** Finds the one operation that a method and path mean. */
export class OperationMatcher {
  private readonly byMethod = new Map<string, Known[]>();

  constructor(manifest: Pick<ProviderManifest, 'operations'>) {
    for (const operation of manifest.operations) {
      const list = this.byMethod.get(operation.method) ?? [];
      list.push({ operation, pattern: pathPattern(operation.path) });
      this.byMethod.set(operation.method, list);
    }
  }

  /**
   * `path` is relative to the base URL, without query. Unclear spellings match nothing, and of two
   * that match the exception wins; were neither one, the call would be refused.
   */
  match(method: string, path: string): ProviderOperation | undefined {
    if (path === '' || !PLAIN_PATH.test(path)) return undefined;
    const segments = path.split('/').slice(1);
    if (segments.some((segment) => segment === '.' || segment === '..')) return undefined;
    let best: Known | undefined;
    for (const each of this.byMethod.get(method) ?? []) {
      if (!matches(each.pattern, segments)) continue;
      if (!best || relation(each.pattern, best.pattern) === 'first') best = each;
      else if (relation(best.pattern, each.pattern) !== 'first') return undefined;
    }
    return best?.operation;
  }
}

/** No escapes, backslashes or parameters: what we match must be what the provider's server reads. */
const PLAIN_PATH = /^(?:\/[A-Za-z0-9._~:@!$&'()*+,=-]+)*\/?$/;
