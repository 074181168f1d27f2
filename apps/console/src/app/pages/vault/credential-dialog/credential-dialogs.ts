import { inject, Injectable, Injector } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import type { CredentialView } from '@renum/contracts';
import { firstValueFrom } from 'rxjs';
import { CredentialsApi } from '../../../core/api/credentials.api';
import { Notify } from '../../../core/notify';
import { Confirm } from '../../../ui/confirm/confirm';
import { CredentialDialog, type CredentialDialogData } from './credential-dialog';

/** What people do to credentials, wherever they stand in the console. */
@Injectable({ providedIn: 'root' })
export class CredentialDialogs {
  private readonly api = inject(CredentialsApi);
  private readonly dialog = inject(MatDialog);
  private readonly confirm = inject(Confirm);
  private readonly notify = inject(Notify);
  /** The dialog works on the same vault as whoever opens it. */
  private readonly injector = inject(Injector);

  /** Stores or replaces one; undefined when the person changed their mind. */
  async open(data: CredentialDialogData): Promise<CredentialView | undefined> {
    const opened = this.dialog.open<CredentialDialog, CredentialDialogData, CredentialView>(
      CredentialDialog,
      { data, injector: this.injector, width: '520px', maxWidth: '94vw' },
    );
    const saved = await firstValueFrom(opened.afterClosed());
    if (saved)
      this.notify.done(`“${saved.name}” is stored. Nobody can read it any more, only use it.`);
    return saved;
  }

  /** The revoked one; undefined when it was not. */
  async revoke({ id, name }: CredentialView): Promise<CredentialView | undefined> {
    const sure = await this.confirm.ask({
      heading: `Revoke “${name}”?`,
      text: 'It stops working within a second, everywhere, and cannot be brought back. Runs that need it will fail.',
      action: 'Revoke',
    });
    if (!sure) return undefined;
    try {
      const revoked = await this.api.revoke(id);
      this.notify.done(`“${name}” is revoked.`);
      return revoked;
    } catch (error) {
      this.notify.failed(error);
      return undefined;
    }
  }
}
