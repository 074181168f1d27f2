import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { PercentPipe } from '@angular/common';
import type { RunFigures } from '@renum/contracts';
import { CountPipe, DurationPipe, ExactMoneyPipe, MoneyPipe } from '../../../ui/pipes';

/** How the runs of a range went, at a glance. */
@Component({
  selector: 'rn-analytics-figures',
  imports: [CountPipe, DurationPipe, ExactMoneyPipe, MoneyPipe, PercentPipe],
  template: `
    <dl>
      <div>
        <dt>Runs that ended</dt>
        <dd>{{ figures().runs | count }}</dd>
        <p>{{ figures().failed + figures().limit | count }} failed</p>
      </div>
      <div>
        <dt>Success</dt>
        <dd>
          {{
            figures().successRate === undefined ? '–' : (figures().successRate | percent: '1.0-1')
          }}
        </dd>
        <p>of all that nobody stopped</p>
      </div>
      <div>
        <dt>Latency p50</dt>
        <dd>{{ figures().p50Ms === undefined ? '–' : (figures().p50Ms! | duration) }}</dd>
        @if (figures().p95Ms; as p95) {
          <p>p95 {{ p95 | duration }}</p>
        }
      </div>
      <div>
        <dt>First token</dt>
        <dd>
          {{ figures().firstTokenMs === undefined ? '–' : (figures().firstTokenMs! | duration) }}
        </dd>
        <p>on average</p>
      </div>
      <div>
        <dt>Steps</dt>
        <dd>{{ figures().stepsPerRun ?? '–' }}</dd>
        <p>a run</p>
      </div>
      <div>
        <dt>Cost per success</dt>
        @if (figures().costPerSuccessNano; as cost) {
          <dd [title]="cost | exactMoney: currency()">{{ cost | money: currency() }}</dd>
        } @else {
          <dd>–</dd>
        }
        <p [title]="figures().costNano | exactMoney: currency()">
          {{ figures().costNano | money: currency() }} in all
        </p>
      </div>
    </dl>
  `,
  styleUrl: '../../../ui/chart/figures.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AnalyticsFigures {
  readonly figures = input.required<RunFigures>();
  readonly currency = input('USD');
}
