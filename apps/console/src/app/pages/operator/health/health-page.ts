import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { OperatorApi } from '../../../core/api/operator.api';
import { whileVisible } from '../../../core/polling';
import { Ago } from '../../../shared/ago/ago';
import { Chip } from '../../../shared/chip/chip';
import { LoadError } from '../../../shared/load-error/load-error';
import { PageHeader } from '../../../shared/page-header/page-header';
import { Skeleton } from '../../../shared/skeleton/skeleton';

/** Whether the platform's parts work, at a glance. */
@Component({
  selector: 'rn-health-page',
  imports: [Ago, Chip, LoadError, MatIcon, PageHeader, Skeleton],
  templateUrl: './health-page.html',
  styleUrl: './health-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class HealthPage {
  protected readonly health = inject(OperatorApi).health();

  constructor() {
    whileVisible(5_000, () => this.health.reload());
  }
}
