import { computed, signal } from '@angular/core';
import type { Page } from '@renum/contracts';

/** A list that grows page by page. Answers that were overtaken by a newer question are dropped. */
export class Paged<T> {
  private readonly rows = signal<T[] | undefined>(undefined);
  private readonly cursor = signal<string | undefined>(undefined);
  private readonly busy = signal(false);
  private readonly failure = signal<unknown>(undefined);
  private question = 0;

  readonly items = computed(() => this.rows() ?? []);
  /** True from the first answer on. */
  readonly loaded = computed(() => this.rows() !== undefined);
  readonly loading = this.busy.asReadonly();
  readonly error = this.failure.asReadonly();
  readonly hasMore = computed(() => this.cursor() !== undefined);

  constructor(private readonly fetch: (cursor?: string) => Promise<Page<T>>) {}

  /** From the first page; `keep` leaves the rows in place meanwhile. */
  reload({ keep = true } = {}): Promise<void> {
    if (!keep) this.rows.set(undefined);
    return this.load(undefined, () => []);
  }

  more(): Promise<void> {
    return this.load(this.cursor(), () => this.items());
  }

  /** Changes rows in place, after an action whose result is known. */
  update(change: (rows: T[]) => T[]): void {
    this.rows.update((rows) => rows && change(rows));
  }

  private async load(cursor: string | undefined, before: () => T[]): Promise<void> {
    const question = ++this.question;
    this.busy.set(true);
    try {
      const page = await this.fetch(cursor);
      if (question !== this.question) return;
      this.rows.set([...before(), ...page.items]);
      this.cursor.set(page.nextCursor);
      this.failure.set(undefined);
    } catch (error) {
      if (question === this.question) this.failure.set(error);
    } finally {
      if (question === this.question) this.busy.set(false);
    }
  }
}
