import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import type { CreditGrantView } from '@renum/contracts';
import { dayWords } from '../../../core/billing-words';
import { percentOf } from '../../../core/budget-words';
import { MoneyPipe } from '../../../ui/pipes';

/** Credit that was given, in the order in which it is used. */
@Component({
  selector: 'rn-grants',
  imports: [MatIcon, MoneyPipe],
  template: `
    <ul class="rn-panel">
      @for (grant of grants(); track grant.id) {
        <li>
          <mat-icon aria-hidden="true">redeem</mat-icon>
          <span class="words">
            <strong>{{ grant.note ?? 'Credit' }}</strong>
            <span class="rn-muted">
              {{ grant.expiresAt ? 'expires ' + dayOf(grant.expiresAt) : 'does not expire' }}
              @if (several()) {
                · priority {{ grant.priority }}
              }
            </span>
          </span>
          <span class="left">
            <span
              ><strong>{{ grant.remaining.nano | money: grant.remaining.currency }}</strong>
              <span class="rn-muted">
                of {{ grant.amount.nano | money: grant.amount.currency }} left</span
              ></span
            >
            <span class="bar" aria-hidden="true"><span [style.width.%]="share(grant)"></span></span>
          </span>
        </li>
      }
    </ul>
  `,
  styleUrl: './grants.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Grants {
  readonly grants = input.required<readonly CreditGrantView[]>();
  protected readonly dayOf = dayWords;
  /** Of one alone the order says nothing. */
  protected readonly several = () => this.grants().length > 1;
  protected readonly share = ({ remaining, amount }: CreditGrantView) =>
    percentOf(remaining.nano, amount.nano);
}
