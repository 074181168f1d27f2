import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { type ChartData, valueText } from './chart-data';

/** What a chart shows, in a table that opens below it. */
@Component({
  selector: 'rn-chart-numbers',
  template: `
    <details>
      <summary>The chart in numbers</summary>
      <div class="rn-scroll-x" tabindex="0" role="region" aria-label="The chart in numbers">
        <table>
          <thead>
            <tr>
              <th scope="col">From</th>
              @for (series of data().series; track $index) {
                <th scope="col" class="rn-num">{{ series.name }}</th>
              }
            </tr>
          </thead>
          <tbody>
            @for (row of rows(); track $index) {
              <tr>
                <th scope="row">{{ row.label }}</th>
                @for (value of row.values; track $index) {
                  <td class="rn-num">{{ value }}</td>
                }
              </tr>
            }
          </tbody>
        </table>
      </div>
    </details>
  `,
  styleUrl: './chart-numbers.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ChartNumbers {
  readonly data = input.required<ChartData>();
  protected readonly rows = computed(() => {
    const { labels, series, unit } = this.data();
    return labels.map((label, step) => ({
      label,
      values: series.map(({ values }) => {
        const value = values[step];
        return value === undefined ? '–' : valueText(value, unit);
      }),
    }));
  });
}
