import { inject, Injectable } from '@angular/core';
import { MatSnackBar } from '@angular/material/snack-bar';
import { failureOf } from './problem';

/** Short news at the edge of the page, read out by screen readers. */
@Injectable({ providedIn: 'root' })
export class Notify {
  private readonly bar = inject(MatSnackBar);

  done(message: string): void {
    this.bar.open(message, undefined, { duration: 4000, politeness: 'polite' });
  }

  /** Says what went wrong; stays until it is dismissed, because it may need to be read twice. */
  failed(error: unknown): void {
    const { message, faults } = failureOf(error);
    this.bar.open([message, ...faults].join(' '), 'Dismiss', { politeness: 'assertive' });
  }
}
