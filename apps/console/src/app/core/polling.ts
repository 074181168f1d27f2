import { DestroyRef, DOCUMENT, inject } from '@angular/core';

/** Repeats work while the page is visible, until the component is gone. */
export function whileVisible(milliseconds: number, work: () => void): void {
  const document = inject(DOCUMENT);
  const timer = setInterval(() => {
    if (document.visibilityState === 'visible') work();
  }, milliseconds);
  inject(DestroyRef).onDestroy(() => clearInterval(timer));
}
