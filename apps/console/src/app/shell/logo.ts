import { ChangeDetectionStrategy, Component } from '@angular/core';

/** The mark: a door ajar in a square, the one way out of a sandbox. */
@Component({
  selector: 'rn-logo',
  template: `
    <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="9" class="wall" />
      <path d="M10 25V9.5A2.5 2.5 0 0 1 12.5 7H22v18" class="frame" />
      <path d="M10 25V9l8 3.2V28z" class="leaf" />
      <circle cx="15.2" cy="18.6" r="1.25" class="knob" />
    </svg>
    <span>Renum</span>
  `,
  styleUrl: './logo.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Logo {}
