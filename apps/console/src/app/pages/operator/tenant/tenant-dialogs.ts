import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import type { BillingTermsView, RerateView, WalletView } from '@renum/contracts';
import { firstValueFrom } from 'rxjs';
import type { MovementKind } from '../../../core/api/wallet.api';
import { Notify } from '../../../core/notify';
import { MovementDialog, type MovementDialogData } from './movement-dialog';
import type { TenantSince } from './ended-months';
import { MOVEMENT_LOOKS } from './movement-looks';
import { RerateDialog } from './rerate-dialog';
import { TermsDialog, type TermsDialogData } from './terms-dialog';

const SIZE = { width: '460px', maxWidth: '94vw' };

/** What operators change about a tenant's money. */
@Injectable({ providedIn: 'root' })
export class TenantDialogs {
  private readonly dialog = inject(MatDialog);
  private readonly notify = inject(Notify);

  /** The wallet afterwards; undefined when nothing was moved. */
  async move(tenantId: string, kind: MovementKind): Promise<WalletView | undefined> {
    const opened = this.dialog.open<MovementDialog, MovementDialogData, WalletView>(
      MovementDialog,
      { data: { tenantId, kind }, ...SIZE },
    );
    const after = await firstValueFrom(opened.afterClosed());
    if (after) this.notify.done(MOVEMENT_LOOKS[kind].done);
    return after;
  }

  /** Whether something was booked. */
  async rerate(data: TenantSince): Promise<boolean> {
    const opened = this.dialog.open<RerateDialog, TenantSince, RerateView>(RerateDialog, {
      data,
      width: '680px',
      maxWidth: '96vw',
    });
    const booked = await firstValueFrom(opened.afterClosed());
    if (booked) this.notify.done('The difference is booked.');
    return booked !== undefined;
  }

  /** The terms afterwards; undefined when nothing was changed. */
  terms(tenantId: string, terms: BillingTermsView): Promise<BillingTermsView | undefined> {
    const opened = this.dialog.open<TermsDialog, TermsDialogData, BillingTermsView>(TermsDialog, {
      data: { tenantId, terms },
      ...SIZE,
    });
    return firstValueFrom(opened.afterClosed());
  }
}
