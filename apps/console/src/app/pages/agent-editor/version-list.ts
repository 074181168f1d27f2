import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { AgentVersionView } from '@renum/contracts';
import { Ago } from '../../shared/ago/ago';

/** Every configuration that the agent had, newest first. */
@Component({
  selector: 'rn-version-list',
  imports: [MatButton, Ago],
  template: `
    <ol>
      @for (version of versions(); track version.id) {
        <li>
          <span class="number">v{{ version.number }}</span>
          <span class="what">
            {{ version.config.model.name }}
            <rn-ago class="rn-muted" [at]="version.createdAt" />
          </span>
          @if (version.number === current()) {
            <span class="current">current</span>
          } @else if (mayEdit()) {
            <button
              matButton
              type="button"
              [attr.aria-label]="'Bring back version ' + version.number"
              (click)="chosen.emit(version)"
            >
              Bring back
            </button>
          }
        </li>
      }
    </ol>
  `,
  styleUrl: './version-list.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class VersionList {
  readonly versions = input.required<readonly AgentVersionView[]>();
  readonly current = input.required<number>();
  readonly mayEdit = input(false);
  readonly chosen = output<AgentVersionView>();
}
