import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  signal,
  untracked,
} from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { MatMenuModule } from '@angular/material/menu';
import { MatSlideToggle } from '@angular/material/slide-toggle';
import { Router, RouterLink } from '@angular/router';
import type { WebhookDeliveryView, WebhookView } from '@renum/contracts';
import { firstValueFrom } from 'rxjs';
import { Paged } from '../../../core/api/paged';
import { WebhooksApi } from '../../../core/api/webhooks.api';
import { Notify } from '../../../core/notify';
import { eventLabel, webhookLook } from '../../../core/webhook-looks';
import { Ago } from '../../../ui/ago/ago';
import { Chip } from '../../../ui/chip/chip';
import { Confirm } from '../../../ui/confirm/confirm';
import { LoadError } from '../../../ui/load-error/load-error';
import { Skeleton } from '../../../ui/skeleton/skeleton';
import { SecretNote } from '../secret-note/secret-note';
import { WebhookDialog } from '../webhook-dialog/webhook-dialog';
import { Delivery } from './delivery/delivery';

/** One endpoint: what it is told, what was sent to it, tests, and its secret. */
@Component({
  selector: 'rn-webhook-page',
  imports: [
    Ago,
    Chip,
    Delivery,
    LoadError,
    MatButton,
    MatIcon,
    MatIconButton,
    MatMenuModule,
    MatSlideToggle,
    RouterLink,
    SecretNote,
    Skeleton,
  ],
  templateUrl: './webhook-page.html',
  styleUrl: './webhook-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class WebhookPage {
  private readonly api = inject(WebhooksApi);
  private readonly notify = inject(Notify);
  private readonly confirm = inject(Confirm);
  private readonly dialog = inject(MatDialog);
  private readonly router = inject(Router);
  readonly webhookId = input.required<string>();

  protected readonly resource = this.api.one(this.webhookId);
  protected readonly deliveries = new Paged((cursor) =>
    this.api.deliveries(this.webhookId(), cursor),
  );
  protected readonly busy = signal<'test' | 'change' | undefined>(undefined);
  protected readonly secret = signal<string | undefined>(undefined);
  protected readonly webhook = computed(() =>
    this.resource.hasValue() ? this.resource.value() : undefined,
  );
  protected readonly look = computed(() => webhookLook(this.webhook() ?? { enabled: false }));
  protected readonly host = computed(() => URL.parse(this.webhook()?.url ?? '')?.host ?? '');
  protected readonly told = computed(() => this.webhook()?.events.map(eventLabel).join(', '));

  constructor() {
    effect(() => {
      this.webhookId();
      void untracked(() => this.deliveries.reload({ keep: false }));
    });
  }

  protected test(): Promise<void> {
    return this.during('test', async ({ id }) => {
      const { state, log } = await this.api.test(id);
      this.notify.done(
        state === 'delivered' ? 'It took the test.' : (log.at(-1)?.error ?? 'It did not take it.'),
      );
      await this.deliveries.reload();
    });
  }

  protected toggle(enabled: boolean): Promise<void> {
    return this.during('change', async ({ id }) => {
      try {
        this.resource.set(await this.api.update(id, { enabled }));
        await this.deliveries.reload();
      } catch (error) {
        // A refused change must not stay on the screen.
        this.resource.reload();
        throw error;
      }
    });
  }

  protected async edit(): Promise<void> {
    const opened = this.dialog.open<WebhookDialog, WebhookView, WebhookView>(WebhookDialog, {
      data: this.webhook(),
      width: '520px',
      maxWidth: '94vw',
    });
    const saved = await firstValueFrom(opened.afterClosed());
    if (saved) this.resource.set(saved);
  }

  protected async rotate(): Promise<void> {
    const sure = await this.confirm.ask({
      heading: 'Make a new signing secret?',
      text: 'For a day messages are signed by both. After that the old one is worth nothing.',
      action: 'New secret',
    });
    if (!sure) return;
    await this.during('change', async ({ id }) => {
      this.secret.set((await this.api.rotateSecret(id)).secret);
    });
  }

  protected async remove(): Promise<void> {
    const sure = await this.confirm.ask({
      heading: 'Delete this webhook?',
      text: 'Nothing is sent to it any more, and its log goes with it.',
      action: 'Delete',
    });
    if (!sure) return;
    await this.during('change', async ({ id }) => {
      await this.api.remove(id);
      await this.router.navigate(['/webhooks']);
    });
  }

  protected resend({ id: deliveryId }: WebhookDeliveryView): Promise<void> {
    return this.during('change', async ({ id }) => {
      const fresh = await this.api.resend(id, deliveryId);
      this.deliveries.update((rows) => rows.map((row) => (row.id === fresh.id ? fresh : row)));
      this.notify.done('It is sent within a second or two; look again.');
    });
  }

  protected async lookAgain(): Promise<void> {
    this.resource.reload();
    await this.deliveries.reload();
  }

  private async during(
    what: 'test' | 'change',
    work: (webhook: WebhookView) => Promise<void>,
  ): Promise<void> {
    const webhook = this.webhook();
    if (!webhook || this.busy()) return;
    this.busy.set(what);
    try {
      await work(webhook);
    } catch (error) {
      this.notify.failed(error);
    } finally {
      this.busy.set(undefined);
    }
  }
}
