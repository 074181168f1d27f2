import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { BarChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { NgxEchartsDirective, provideEchartsCore } from 'ngx-echarts';
import { Theme } from '../../core/theme';
import { chartOptions, type ChartLook } from './chart-options';
import type { ChartData, Metric } from './usage-series';

echarts.use([BarChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

const LIGHT: ChartLook = {
  text: '#555c57',
  line: '#dcdfd8',
  surface: '#ffffff',
  strong: '#191c1a',
  colors: ['#0b6b57', '#7cc7b2', '#c9b37e', '#c97b12'],
};
const DARK: ChartLook = {
  text: '#a8b0aa',
  line: '#2e3531',
  surface: '#222724',
  strong: '#e4e8e4',
  colors: ['#5cc4a8', '#2f7a67', '#8d7a4a', '#f4c06a'],
};

/** Usage as bars. The table beside it says the same in numbers, for those who cannot see this. */
@Component({
  selector: 'rn-usage-chart',
  imports: [NgxEchartsDirective],
  providers: [provideEchartsCore({ echarts })],
  template: `<div
    echarts
    [options]="options()"
    class="chart"
    role="img"
    [attr.aria-label]="label()"
  ></div>`,
  styles: `
    .chart {
      height: 280px;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class UsageChart {
  private readonly theme = inject(Theme);
  readonly data = input.required<ChartData>();
  readonly metric = input.required<Metric>();
  readonly byDay = input(true);
  protected readonly label = computed(
    () => `Bar chart of ${this.metric()}; the table has its numbers`,
  );
  protected readonly options = computed(() =>
    chartOptions(this.data(), this.metric(), this.byDay(), this.theme.isDark() ? DARK : LIGHT),
  );
}
