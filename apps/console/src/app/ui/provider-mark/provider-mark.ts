import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';

/** Hues that stay readable on both papers. */
const HUES = 12;

/** The hue of a name: the same one each time, another for most other names. */
function hueOf(name: string): number {
  let sum = 0;
  for (const sign of name) sum = (sum * 31 + (sign.codePointAt(0) ?? 0)) % 9973;
  return ((sum % HUES) * 360) / HUES;
}

/** A provider's sign: its initials on a colour of its own. Logos are the providers' property. */
@Component({
  selector: 'rn-provider-mark',
  template: `{{ initials() }}`,
  styleUrl: './provider-mark.scss',
  host: { 'aria-hidden': 'true', '[style.--hue]': 'hue()' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ProviderMark {
  /** What the colour is made of, so that a new title keeps it. */
  readonly provider = input.required<string>();
  readonly title = input.required<string>();
  protected readonly hue = computed(() => hueOf(this.provider()));
  protected readonly initials = computed(() => {
    const [first = '?', second] = this.title().match(/[\p{L}\p{N}]+/gu) ?? [];
    return (second ? first.charAt(0) + second.charAt(0) : first.slice(0, 2)).toUpperCase();
  });
}
