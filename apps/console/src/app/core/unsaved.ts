import { inject } from '@angular/core';
import type { CanDeactivateFn } from '@angular/router';
import { Confirm } from '../ui/confirm/confirm';

/** A page with a form that may hold work that nobody has saved. */
export interface MayHoldChanges {
  hasChanges(): boolean;
}

/** Asks before unsaved work is thrown away. */
export const keepChanges: CanDeactivateFn<MayHoldChanges> = (page) =>
  !page.hasChanges() ||
  inject(Confirm).ask({
    heading: 'Leave without saving?',
    text: 'What you changed here is lost.',
    action: 'Leave',
  });
