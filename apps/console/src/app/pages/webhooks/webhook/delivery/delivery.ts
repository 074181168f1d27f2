import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { WebhookDeliveryView } from '@renum/contracts';
import { DELIVERY_LOOKS, eventLabel } from '../../../../core/webhook-looks';
import { Ago } from '../../../../ui/ago/ago';
import { Chip } from '../../../../ui/chip/chip';
import { DurationPipe } from '../../../../ui/pipes';

/** One message to an endpoint: how it went, each attempt, and what was sent. */
@Component({
  selector: 'rn-delivery',
  imports: [Ago, Chip, DurationPipe, MatButton],
  templateUrl: './delivery.html',
  styleUrl: './delivery.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Delivery {
  readonly delivery = input.required<WebhookDeliveryView>();
  /** Whether it may be sent again just now. */
  readonly sendable = input(false);
  readonly resend = output();
  protected readonly look = computed(() => DELIVERY_LOOKS[this.delivery().state]);
  protected readonly label = computed(() => eventLabel(this.delivery().type));
  protected readonly last = computed(() => this.delivery().log.at(-1));
  protected readonly payload = computed(() => JSON.stringify(this.delivery().payload, null, 2));
}
