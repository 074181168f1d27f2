import { computed, inject, Injectable, signal } from '@angular/core';
import type { WalletStateView } from '@renum/contracts';
import { WalletApi } from './api/wallet.api';

/** Whether the tenant's calls are refused because nothing is left: for a banner on every page. */
@Injectable({ providedIn: 'root' })
export class WalletState {
  private readonly api = inject(WalletApi);
  private readonly state = signal<WalletStateView>({});
  readonly suspended = computed(() => this.state().suspended);

  /** Asks again; what was known stays while the API does not answer. */
  async read(): Promise<void> {
    try {
      this.state.set(await this.api.state());
    } catch {
      // A banner that cannot be known is no news: every page says itself when the API is away.
    }
  }
}
