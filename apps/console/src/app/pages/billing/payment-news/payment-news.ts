import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  output,
  signal,
  untracked,
} from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import type { PaymentView } from '@renum/contracts';
import { PaymentsApi } from '../../../core/api/payments.api';
import { Notify } from '../../../core/notify';
import { whileVisible } from '../../../core/polling';
import { isUnderWay, PAYMENT_WORDS } from './payment-words';

const ASK_MS = 3_000;

/** What became of a payment that the person comes back from. The provider tells us seconds later. */
@Component({
  selector: 'rn-payment-news',
  imports: [MatIcon],
  template: `
    @if (words(); as say) {
      <div role="status" [class.bad]="say.bad">
        <mat-icon aria-hidden="true">{{ say.icon }}</mat-icon>
        <p>{{ say.text }}</p>
      </div>
    }
  `,
  styles: `
    div {
      display: flex;
      align-items: center;
      gap: 12px;
      padding: 12px 16px;
      border-radius: 14px;
      background: var(--rn-good-container);
      color: var(--rn-good);
    }
    .bad {
      background: var(--mat-sys-error-container);
      color: var(--mat-sys-on-error-container);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PaymentNews {
  private readonly api = inject(PaymentsApi);
  private readonly notify = inject(Notify);
  readonly paymentId = input.required<string>();
  /** The money is there: what is shown of it has changed. */
  readonly paid = output();
  private readonly payment = signal<PaymentView | undefined>(undefined);
  protected readonly words = computed(() => {
    const payment = this.payment();
    return payment && PAYMENT_WORDS[payment.state];
  });

  constructor() {
    effect(() => {
      const id = this.paymentId();
      untracked(() => void this.ask(id));
    });
    whileVisible(ASK_MS, () => {
      const payment = this.payment();
      if (payment && isUnderWay(payment.state)) void this.ask(payment.id);
    });
  }

  private async ask(id: string): Promise<void> {
    try {
      const before = this.payment()?.state;
      const payment = await this.api.get(id);
      this.payment.set(payment);
      if (payment.state === 'paid' && before !== undefined && before !== 'paid') this.paid.emit();
    } catch (error) {
      this.notify.failed(error);
    }
  }
}
