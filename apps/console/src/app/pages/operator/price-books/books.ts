import type { PriceBookView } from '@renum/contracts';

export type VersionState = 'coming' | 'current' | 'past';

export interface BookVersion {
  book: PriceBookView;
  state: VersionState;
}

export interface Book {
  name: string;
  /** Newest first. */
  versions: BookVersion[];
  /** The one that events are priced by now; the next one of a book that is not in force yet. */
  shown: PriceBookView;
  /** What takes its place first. */
  next?: PriceBookView;
}

/** Of the versions whose time has come, the one that came last counts; of one moment, the higher. */
function inForce(versions: readonly PriceBookView[], now: number): PriceBookView | undefined {
  return versions
    .filter(({ effectiveFrom }) => Date.parse(effectiveFrom) <= now)
    .toSorted(
      (a, b) => Date.parse(b.effectiveFrom) - Date.parse(a.effectiveFrom) || b.version - a.version,
    )[0];
}

function comingFirst(versions: readonly PriceBookView[], now: number): PriceBookView | undefined {
  return versions
    .filter(({ effectiveFrom }) => Date.parse(effectiveFrom) > now)
    .toSorted((a, b) => Date.parse(a.effectiveFrom) - Date.parse(b.effectiveFrom))[0];
}

/** Books by name, each with its versions and the one in force. */
export function booksOf(all: readonly PriceBookView[], now: number): Book[] {
  const byName = Map.groupBy(all, ({ name }) => name);
  return [...byName]
    .map(([name, unsorted]) => {
      const versions = unsorted.toSorted((a, b) => b.version - a.version);
      const current = inForce(versions, now);
      const stateOf = (book: PriceBookView): VersionState => {
        if (book === current) return 'current';
        return Date.parse(book.effectiveFrom) > now ? 'coming' : 'past';
      };
      return {
        name,
        versions: versions.map((book) => ({ book, state: stateOf(book) })),
        shown: current ?? versions[0]!,
        ...(current && { next: comingFirst(versions, now) }),
      };
    })
    .toSorted((a, b) => a.name.localeCompare(b.name));
}
