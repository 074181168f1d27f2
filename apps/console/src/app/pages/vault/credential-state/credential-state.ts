import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatTooltip } from '@angular/material/tooltip';
import type { CredentialView } from '@renum/contracts';
import { Clock } from '../../../ui/ago/clock';
import { Chip } from '../../../ui/chip/chip';
import { endsSoon, expiryText, isOver } from '../credential-life';

/** Whether a credential works, and what may soon stop it. */
@Component({
  selector: 'rn-credential-state',
  imports: [Chip, MatTooltip],
  template: `
    @if (credential().state === 'revoked') {
      <rn-chip tone="bad" icon="block">Revoked</rn-chip>
    } @else if (credential().oauth2?.needsAuthorization) {
      <rn-chip tone="bad" icon="link_off">Connect again</rn-chip>
    } @else if (over()) {
      <rn-chip tone="bad" icon="event_busy">Expired</rn-chip>
    } @else {
      <rn-chip tone="good" icon="check_circle">Active</rn-chip>
      @if (soon()) {
        <rn-chip tone="attention" icon="schedule">{{ soon() }}</rn-chip>
      }
    }
    @if (credential().standIn) {
      <rn-chip
        tone="attention"
        icon="science"
        matTooltip="Calls with it go to the local stand-in, not to the provider"
        >Stand-in</rn-chip
      >
    }
  `,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      gap: 6px;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CredentialState {
  private readonly clock = inject(Clock);
  readonly credential = input.required<CredentialView>();
  protected readonly over = computed(() => isOver(this.credential(), this.clock.now()));
  protected readonly soon = computed(() => {
    const now = this.clock.now();
    const text = endsSoon(this.credential(), now)
      ? expiryText(this.credential().expiresAt, now)
      : undefined;
    return text && text.charAt(0).toUpperCase() + text.slice(1);
  });
}
