import { signal } from '@angular/core';
import { failureOf, type Failure } from './problem';

/** What a form does once it is sent: one attempt at a time, and why the last one failed. */
export class Attempt {
  private readonly underWay = signal(false);
  private readonly problem = signal<Failure | undefined>(undefined);
  /** Buttons that would begin another are disabled while it is. */
  readonly busy = this.underWay.asReadonly();
  /** Until the next attempt begins. */
  readonly failure = this.problem.asReadonly();

  /** Does nothing while another is under way; what `deed` throws is kept to be shown. */
  async make(deed: () => Promise<void>): Promise<void> {
    if (this.underWay()) return;
    this.underWay.set(true);
    this.problem.set(undefined);
    try {
      await deed();
    } catch (error) {
      this.failed(error);
    } finally {
      this.underWay.set(false);
    }
  }

  /** For what fails outside an attempt, such as reading what a form offers. */
  failed(error: unknown): void {
    this.problem.set(failureOf(error));
  }

  /** What failed is no longer what is asked. */
  forget(): void {
    this.problem.set(undefined);
  }
}
