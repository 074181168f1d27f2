import type { AbstractControl, ValidationErrors } from '@angular/forms';

/** Whether a text is the address of a page or an endpoint, and not, say, a script. */
export const isWebAddress = (text: string): boolean =>
  /^https?:$/.test(URL.parse(text)?.protocol ?? '');

/** A field that takes a whole address, with its `https://`. */
export const webAddress = ({ value }: AbstractControl<string>): ValidationErrors | null =>
  isWebAddress(value.trim()) ? null : { address: true };
