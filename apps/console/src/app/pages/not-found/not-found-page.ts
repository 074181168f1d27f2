import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { Session } from '../../core/auth/session';
import { EmptyState } from '../../ui/empty-state/empty-state';

@Component({
  selector: 'rn-not-found-page',
  imports: [EmptyState, MatButton, RouterLink],
  template: `
    <div class="rn-page">
      <rn-empty-state
        icon="explore_off"
        heading="There is nothing here"
        text="The address is wrong, or what was here is gone, or it is not for your role."
      >
        <a matButton="filled" [routerLink]="session.home()">Go to the start</a>
      </rn-empty-state>
    </div>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class NotFoundPage {
  protected readonly session = inject(Session);
}
