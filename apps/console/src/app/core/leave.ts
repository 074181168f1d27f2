import { DOCUMENT, inject, Injectable } from '@angular/core';
import { isWebAddress } from './web-address';

/** Goes to a page that is not ours. */
@Injectable({ providedIn: 'root' })
export class Leave {
  private readonly document = inject(DOCUMENT);

  /** @throws Error when the address is no page: an answer must not become a script. */
  to(address: string): void {
    if (!isWebAddress(address))
      throw new Error('The address to go to is not a web page. Nothing was opened.');
    this.document.defaultView?.location.assign(address);
  }
}
