import { computed, Injectable, signal } from '@angular/core';
import type { CustomOperation } from '@renum/contracts';

export interface OfferedOperation {
  operation: CustomOperation;
  chosen: boolean;
  /** A person changed it, or wrote it. */
  edited: boolean;
  /** From a file: what is called is what the file says. */
  described: boolean;
}

/** As many as one provider may have. */
export const MAX_OPERATIONS = 500;
const STEP = 60;

/** Operations to choose from, found by words, and changed before they are kept. */
@Injectable()
export class OperationChoice {
  private readonly offered = signal<readonly OfferedOperation[]>([]);
  private readonly limit = signal(STEP);
  readonly search = signal('');
  readonly all = this.offered.asReadonly();
  private readonly found = computed(() => {
    const words = this.search().toLowerCase().split(/\s+/);
    return this.offered().filter(({ operation: { id, title, method, path } }) => {
      const text = `${id} ${title} ${method} ${path}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
  });
  readonly shown = computed(() => this.found().slice(0, this.limit()));
  readonly hidden = computed(() => this.found().length - this.shown().length);
  readonly chosen = computed(() =>
    this.offered().flatMap(({ operation, chosen }) => (chosen ? [operation] : [])),
  );
  readonly edited = computed(() => this.offered().some(({ chosen, edited }) => chosen && edited));
  readonly fault = computed(() => {
    const count = this.chosen().length;
    if (count === 0) return 'Choose at least one operation.';
    return count > MAX_OPERATIONS
      ? `A provider has at most ${MAX_OPERATIONS} operations; ${count} are chosen.`
      : undefined;
  });

  offer(
    operations: readonly CustomOperation[],
    { chosen, described }: { chosen: boolean; described: boolean },
  ): void {
    this.search.set('');
    this.limit.set(STEP);
    this.offered.set(
      operations.map((operation) => ({ operation, chosen, described, edited: false })),
    );
  }

  more(): void {
    this.limit.update((limit) => limit + STEP);
  }

  choose(id: string, chosen: boolean): void {
    this.change((one) => (one.operation.id === id ? { ...one, chosen } : one));
  }

  /** Those that the search shows: all, or the reads among them. */
  chooseFound(which: 'all' | 'read' | 'none'): void {
    const found = new Set(this.found());
    this.change((one) => {
      if (!found.has(one)) return one;
      const chosen = which === 'all' || (which === 'read' && one.operation.access === 'read');
      return which === 'read' && !chosen ? one : { ...one, chosen };
    });
  }

  /** Takes the place of the one with this id; without such a one it is the last. */
  put(id: string | undefined, operation: CustomOperation): void {
    if (this.offered().every((one) => one.operation.id !== id)) {
      const added = { operation, chosen: true, edited: true, described: false };
      this.offered.update((all) => [...all, added]);
    } else {
      this.change((one) =>
        one.operation.id === id ? { ...one, operation, chosen: true, edited: true } : one,
      );
    }
  }

  remove(id: string): void {
    this.offered.update((all) => all.filter((one) => one.operation.id !== id));
  }

  private change(to: (one: OfferedOperation) => OfferedOperation): void {
    this.offered.update((all) => all.map(to));
  }
}
