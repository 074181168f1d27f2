import { Injectable, signal } from '@angular/core';

const TICK_MS = 30_000;

/** The time for relative dates: one ticking signal for all of them. */
@Injectable({ providedIn: 'root' })
export class Clock {
  private readonly time = signal(Date.now());
  readonly now = this.time.asReadonly();

  constructor() {
    setInterval(() => this.time.set(Date.now()), TICK_MS);
  }
}
