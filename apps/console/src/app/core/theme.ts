import { DOCUMENT, effect, inject, Injectable, signal } from '@angular/core';

export const THEMES = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof THEMES)[number];

const STORE = 'renum.theme';

/** Light, dark, or what the system says; kept in this browser. */
@Injectable({ providedIn: 'root' })
export class Theme {
  private readonly document = inject(DOCUMENT);
  private readonly system = this.document.defaultView?.matchMedia?.('(prefers-color-scheme: dark)');
  private readonly systemDark = signal(this.system?.matches ?? false);
  readonly choice = signal<ThemeChoice>(this.stored());

  constructor() {
    this.system?.addEventListener('change', ({ matches }) => this.systemDark.set(matches));
    effect(() => {
      const choice = this.choice();
      this.document.documentElement.dataset['theme'] = choice;
      this.document.defaultView?.localStorage.setItem(STORE, choice);
    });
  }

  /** Whether the page is dark now; for what CSS cannot reach, such as a canvas. */
  isDark(): boolean {
    const choice = this.choice();
    return choice === 'system' ? this.systemDark() : choice === 'dark';
  }

  private stored(): ThemeChoice {
    const stored = this.document.defaultView?.localStorage.getItem(STORE);
    return THEMES.find((theme) => theme === stored) ?? 'system';
  }
}
