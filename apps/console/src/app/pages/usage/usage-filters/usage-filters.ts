import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatSelectModule } from '@angular/material/select';
import type { UsageBucket } from '@renum/contracts';
import { entriesOf } from '../../../core/entries';
import type { Days, RangeName } from '../../../ui/range/range';
import { RangeFields } from '../../../ui/range/range-fields';
import { GROUPS, KINDS, type UsageAsk, type UsageBy } from '../usage-question';
import { UsageWhose } from './usage-whose';

/** What the explorer is asked: which time, grouped how, narrowed to what. */
@Component({
  selector: 'rn-usage-filters',
  imports: [MatFormFieldModule, MatSelectModule, RangeFields, UsageWhose],
  templateUrl: './usage-filters.html',
  styleUrl: './usage-filters.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class UsageFilters {
  readonly question = input.required<UsageAsk>();
  readonly range = input.required<RangeName>();
  readonly days = input.required<Days>();
  readonly groupBy = input.required<UsageBy>();
  readonly step = input.required<UsageBucket>();
  readonly steps = input.required<readonly UsageBucket[]>();
  readonly ofAllTenants = input(false);
  readonly asked = output<UsageAsk>();

  protected readonly kinds = entriesOf(KINDS);
  protected readonly groups = computed(() =>
    entriesOf(GROUPS).filter(([group]) => this.ofAllTenants() || group !== 'tenant'),
  );
}
