import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { LineChart } from 'echarts/charts';
import {
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
} from 'echarts/components';
import * as echarts from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { NgxEchartsDirective, provideEchartsCore } from 'ngx-echarts';
import { Theme } from '../../../core/theme';
import { burnDownOptions, type BurnDownLook } from './burn-down-options';
import type { BurnDownLines } from './burn-down-series';

echarts.use([
  LineChart,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  CanvasRenderer,
]);

const LIGHT: BurnDownLook = {
  text: '#555c57',
  line: '#dcdfd8',
  surface: '#ffffff',
  strong: '#191c1a',
  spent: '#0b6b57',
  limit: '#b3261e',
};
const DARK: BurnDownLook = {
  text: '#a8b0aa',
  line: '#2e3531',
  surface: '#222724',
  strong: '#e4e8e4',
  spent: '#5cc4a8',
  limit: '#ffb4ab',
};

/** The lines on a canvas. The figures beside it say the same, for those who cannot see this. */
@Component({
  selector: 'rn-burn-down-chart',
  imports: [NgxEchartsDirective],
  providers: [provideEchartsCore({ echarts })],
  template: `<div
    echarts
    [options]="options()"
    class="chart"
    role="img"
    aria-label="Line chart of what was spent against the limit; the figures above have its numbers"
  ></div>`,
  styles: `
    .chart {
      height: 260px;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class BurnDownChart {
  private readonly theme = inject(Theme);
  readonly lines = input.required<BurnDownLines>();
  protected readonly options = computed(() =>
    burnDownOptions(this.lines(), this.theme.isDark() ? DARK : LIGHT),
  );
}
