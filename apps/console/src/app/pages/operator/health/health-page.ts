import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { OperatorApi } from '../../../core/api/operator.api';
import { whileVisible } from '../../../core/polling';
import { Ago } from '../../../ui/ago/ago';
import { Chip } from '../../../ui/chip/chip';
import { LoadError } from '../../../ui/load-error/load-error';
import { PageHeader } from '../../../ui/page-header/page-header';
import { Skeleton } from '../../../ui/skeleton/skeleton';

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
