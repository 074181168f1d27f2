import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { MatTableModule } from '@angular/material/table';
import { RouterLink } from '@angular/router';
import type { NewWebhookView, WebhookView } from '@renum/contracts';
import { firstValueFrom } from 'rxjs';
import { WebhooksApi } from '../../core/api/webhooks.api';
import { eventLabel, webhookLook } from '../../core/webhook-looks';
import { Chip } from '../../ui/chip/chip';
import { EmptyState } from '../../ui/empty-state/empty-state';
import { LoadError } from '../../ui/load-error/load-error';
import { PageHeader } from '../../ui/page-header/page-header';
import { Skeleton } from '../../ui/skeleton/skeleton';
import { SecretNote } from './secret-note/secret-note';
import { WebhookDialog } from './webhook-dialog/webhook-dialog';

/** The tenant's own systems that are told what happens here. */
@Component({
  selector: 'rn-webhooks-page',
  imports: [
    Chip,
    EmptyState,
    LoadError,
    MatButton,
    MatIcon,
    MatTableModule,
    PageHeader,
    RouterLink,
    SecretNote,
    Skeleton,
  ],
  templateUrl: './webhooks-page.html',
  styleUrl: './webhooks-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class WebhooksPage {
  private readonly dialog = inject(MatDialog);
  protected readonly list = inject(WebhooksApi).all();
  protected readonly columns = ['url', 'state', 'events'];
  protected readonly webhooks = computed(() =>
    this.list.hasValue() ? this.list.value().items : undefined,
  );
  protected readonly fresh = signal<NewWebhookView | undefined>(undefined);

  protected readonly lookOf = (webhook: WebhookView) => webhookLook(webhook);
  protected readonly told = ({ events }: WebhookView): string => events.map(eventLabel).join(', ');
  protected readonly hostOf = (url: string): string => URL.parse(url)?.host ?? url;

  protected async add(): Promise<void> {
    const opened = this.dialog.open<WebhookDialog, undefined, NewWebhookView>(WebhookDialog, {
      width: '520px',
      maxWidth: '94vw',
    });
    const made = await firstValueFrom(opened.afterClosed());
    if (!made) return;
    this.fresh.set(made);
    this.list.reload();
  }
}
