import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { AgentVersionView } from '@renum/contracts';
import { Ago } from '../../ui/ago/ago';
import { modelChanges } from './fallbacks/fallback-words';
import { grantChanges, type TitleOf } from './grants/grant-changes';

/** Every configuration that the agent had, newest first, and what each one allowed anew. */
@Component({
  selector: 'rn-version-list',
  imports: [MatButton, Ago],
  template: `
    <ol>
      @for (entry of entries(); track entry.version.id) {
        @let version = entry.version;
        <li>
          <span class="number">v{{ version.number }}</span>
          <span class="what">
            {{ version.config.model.name }}
            <rn-ago class="rn-muted" [at]="version.createdAt" />
            @for (change of entry.changes; track change) {
              <span class="change">{{ change }}</span>
            }
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
  /** Names what grants are about. */
  readonly titleOf = input<TitleOf>((id) => id);
  readonly chosen = output<AgentVersionView>();
  protected readonly entries = computed(() =>
    this.versions().map((version, index, all) => {
      const before = all[index + 1];
      return {
        version,
        changes: before
          ? [
              ...modelChanges(before.config.model, version.config.model),
              ...grantChanges(before.config, version.config, this.titleOf()),
            ]
          : [],
      };
    }),
  );
}
