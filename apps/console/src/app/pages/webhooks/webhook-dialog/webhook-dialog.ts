import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { NonNullableFormBuilder, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import type { NewWebhookView, WebhookEvent, WebhookView } from '@renum/contracts';
import { WebhooksApi } from '../../../core/api/webhooks.api';
import { Attempt } from '../../../core/attempt';
import { webAddress } from '../../../core/web-address';
import { ALL_EVENTS, EVENT_LOOKS } from '../../../core/webhook-looks';
import { FailureNote } from '../../../ui/failure-note/failure-note';

/** Takes an endpoint's address and what it is told; changes the one it is handed. */
@Component({
  selector: 'rn-webhook-dialog',
  imports: [
    FailureNote,
    MatButton,
    MatCheckbox,
    MatDialogModule,
    MatFormFieldModule,
    MatInput,
    ReactiveFormsModule,
  ],
  templateUrl: './webhook-dialog.html',
  styleUrl: './webhook-dialog.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class WebhookDialog {
  private readonly api = inject(WebhooksApi);
  private readonly reference = inject(MatDialogRef<WebhookDialog, WebhookView | NewWebhookView>);
  protected readonly known = inject<WebhookView | undefined>(MAT_DIALOG_DATA, { optional: true });
  protected readonly attempt = new Attempt();
  protected readonly looks = EVENT_LOOKS;
  protected readonly all = ALL_EVENTS;
  protected readonly chosen = signal<ReadonlySet<WebhookEvent>>(
    new Set(this.known?.events ?? ['budget.alert', 'wallet.suspended']),
  );
  protected readonly form = inject(NonNullableFormBuilder).group({
    url: [this.known?.url ?? '', [Validators.required, webAddress]],
    description: [this.known?.description ?? '', Validators.maxLength(200)],
  });

  protected choose(event: WebhookEvent, wanted: boolean): void {
    this.chosen.update((before) => {
      const after = new Set(before);
      if (wanted) after.add(event);
      else after.delete(event);
      return after;
    });
  }

  protected async save(): Promise<void> {
    if (this.form.invalid || this.chosen().size === 0) {
      this.form.markAllAsTouched();
      return;
    }
    const { url, description } = this.form.getRawValue();
    const events = this.all.filter((event) => this.chosen().has(event));
    const settings = { url: url.trim(), description: description.trim(), events };
    await this.attempt.make(async () => {
      const saved = this.known
        ? this.api.update(this.known.id, settings)
        : this.api.create(settings);
      this.reference.close(await saved);
    });
  }
}
