/** Characters that stand in a path as they are and mean one thing only; see `OperationMatcher`. */
const LITERAL = /^[A-Za-z0-9._~@!$&'()+,=-]*$/;
const PARAMETER = /^([^{}]*)\{([A-Za-z_]+)(\*?)\}([^{}]*)$/;

/** Why a path like `/things/{id}` cannot be an operation's, if so. */
export function pathFault(path: string): string | undefined {
  if (!path.startsWith('/') || path.length > 500) return 'its path does not begin with a slash';
  const segments = path.split('/').slice(1);
  const names: string[] = [];
  for (const [index, segment] of segments.entries()) {
    const last = index === segments.length - 1;
    if (segment === '' && !last) return 'its path has an empty segment';
    if (segment === '.' || segment === '..') return 'its path has a dot segment';
    const [, beginning = segment, name, star = '', ending = ''] = PARAMETER.exec(segment) ?? [];
    if (/[{}]/.test(beginning + ending))
      return `the segment "${segment}" is more than one parameter, or one with an odd name`;
    // `:` begins a parameter in a pattern; behind one it may stand.
    if (!LITERAL.test(beginning) || !LITERAL.test(ending.replaceAll(':', '')))
      return `the segment "${segment}" has characters that a path may not have`;
    if (/^[A-Za-z_]/.test(ending)) return `in "${segment}" a letter follows on the parameter`;
    if (star && (!last || beginning || ending))
      return `{${name ?? ''}*} may only be the last segment`;
    if (name !== undefined && names.includes(name)) return `{${name}} is there twice`;
    if (name !== undefined) names.push(name);
  }
  return undefined;
}

/** `/things/{id}` → `/things/:id`, as manifests have it. */
export const patternOf = (path: string): string =>
  path.replaceAll(/\{([A-Za-z_]+)(\*?)\}/g, ':$1$2');

/**
 * A path of a document with its parameters under names that ours may have: letters and underscores.
 * `names` leads from the document's names to these.
 */
export function templateOf(path: string): { path: string; names: ReadonlyMap<string, string> } {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  const template = path.replaceAll(/\{([^{}]+)\}/g, (_, name: string) => {
    const known = names.get(name);
    if (known !== undefined) return `{${known}}`;
    let own = name.replaceAll(/[^A-Za-z_]+/g, '_').replaceAll(/^_+|_+$/g, '') || 'part';
    while (taken.has(own)) own += '_x';
    taken.add(own);
    names.set(name, own);
    return `{${own}}`;
  });
  return { path: template, names };
}
