import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { CredentialsApi } from '../../../core/api/credentials.api';
import { Notify } from '../../../core/notify';
import { Confirm } from '../../../ui/confirm/confirm';
import { rotationWords } from './rotation-words';

/** Gives the tenant a new data key, for owners and admins. */
@Component({
  selector: 'rn-rotation',
  imports: [MatButton, MatIcon],
  template: `
    <mat-icon aria-hidden="true">enhanced_encryption</mat-icon>
    <div class="rn-grow">
      <h2 id="data-key">Data key</h2>
      <p class="rn-muted">
        All secrets here are sealed under a key that is this tenant’s alone. A new one seals them
        anew while agents go on working.
      </p>
      <p class="result" role="status">{{ result() }}</p>
    </div>
    <button matButton="outlined" type="button" [disabled]="busy()" (click)="rotate()">
      {{ busy() ? 'Rotating …' : 'Rotate the key' }}
    </button>
  `,
  styleUrl: './rotation.scss',
  host: { class: 'rn-panel', role: 'region', 'aria-labelledby': 'data-key' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Rotation {
  private readonly api = inject(CredentialsApi);
  private readonly confirm = inject(Confirm);
  private readonly notify = inject(Notify);
  protected readonly busy = signal(false);
  protected readonly result = signal('');

  protected async rotate(): Promise<void> {
    const sure = await this.confirm.ask({
      heading: 'Rotate the data key?',
      text: 'Every secret of this tenant is sealed anew under a new key. Agents go on working meanwhile, and no secret changes.',
      action: 'Rotate',
    });
    if (!sure || this.busy()) return;
    this.busy.set(true);
    this.result.set('');
    try {
      this.result.set(rotationWords(await this.api.rotateKey()));
    } catch (error) {
      this.notify.failed(error);
    } finally {
      this.busy.set(false);
    }
  }
}
