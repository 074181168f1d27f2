import { isRecord, type Json } from './parse-text';

const MAX_HOPS = 20;

/** Follows `$ref`s within one document. What lies outside of it is never fetched. */
export class References {
  /** References that led nowhere, for people. */
  readonly missing = new Set<string>();
  /** Schemas that were told already; see `toolSchema`. */
  readonly told = new Map<Json, Json>();
  /** How many more parts of schemas are looked at: a whole document may not take for ever. */
  schemasLeft = 200_000;

  constructor(private readonly document: Json) {}

  /** The object behind `value`, or undefined when there is none. */
  resolve(value: unknown): Json | undefined {
    let current = value;
    for (let hops = 0; hops < MAX_HOPS; hops += 1) {
      if (!isRecord(current)) return undefined;
      const reference = current['$ref'];
      if (typeof reference !== 'string') return current;
      const target = this.at(reference);
      if (target === undefined) this.missing.add(reference);
      current = target;
    }
    return undefined;
  }

  private at(reference: string): unknown {
    if (!reference.startsWith('#')) return undefined;
    let current: unknown = this.document;
    for (const part of reference.slice(1).split('/').slice(1)) {
      const key = decoded(part).replaceAll('~1', '/').replaceAll('~0', '~');
      if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key))
        return undefined;
      current = (current as Json)[key];
    }
    return current;
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return part;
    throw error;
  }
}
