import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  inject,
  input,
  signal,
} from '@angular/core';

const SECOND_MS = 1_000;

/** `4:09`, `1:02:30` */
export function clockText(milliseconds: number): string {
  const total = Math.max(0, Math.ceil(milliseconds / SECOND_MS));
  const [hours, minutes, seconds] = [
    Math.floor(total / 3600),
    Math.floor(total / 60) % 60,
    total % 60,
  ];
  const two = (value: number) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

/** The time that is left until a moment, second by second. */
@Component({
  selector: 'rn-countdown',
  template: `
    <svg viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <circle cx="10" cy="10" r="8" class="whole" />
      <circle cx="10" cy="10" r="8" class="left" pathLength="1" [attr.stroke-dasharray]="arc()" />
    </svg>
    <span>{{ text() }}</span>
  `,
  styleUrl: './countdown.scss',
  host: { role: 'timer', 'aria-live': 'off', '[class.short]': 'left() < 60000' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Countdown {
  readonly from = input.required<string>();
  readonly until = input.required<string>();
  private readonly now = signal(Date.now());
  protected readonly left = computed(() => Math.max(0, Date.parse(this.until()) - this.now()));
  protected readonly text = computed(() =>
    this.left() > 0 ? `${clockText(this.left())} left` : 'Time is up',
  );
  protected readonly arc = computed(() => {
    const whole = Date.parse(this.until()) - Date.parse(this.from());
    return `${whole > 0 ? Math.min(1, this.left() / whole) : 0} 1`;
  });

  constructor() {
    const timer = setInterval(() => this.now.set(Date.now()), SECOND_MS);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }
}
