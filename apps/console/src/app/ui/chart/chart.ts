import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { NgxEchartsDirective, provideEchartsCore } from 'ngx-echarts';
import { Theme } from '../../core/theme';
import { type ChartData, stepText } from './chart-data';
import { DARK, LIGHT } from './chart-look';
import { chartOptions, type ChartShape } from './chart-options';

echarts.use([
  BarChart,
  LineChart,
  GridComponent,
  LegendComponent,
  TooltipComponent,
  CanvasRenderer,
]);

/**
 * Values over time. The arrow keys walk through its steps, each of which is read out; the same
 * numbers stand in `rn-chart-numbers`, for those who cannot see this.
 */
@Component({
  selector: 'rn-chart',
  imports: [NgxEchartsDirective],
  providers: [provideEchartsCore({ echarts })],
  template: `
    <div
      class="frame"
      tabindex="0"
      role="group"
      [attr.aria-label]="label() + '. Arrow keys walk through its steps.'"
      (keydown)="walk($event)"
      (blur)="leave()"
    >
      <div
        echarts
        class="canvas"
        aria-hidden="true"
        [options]="options()"
        (chartInit)="chart = $event"
      ></div>
      <span class="cdk-visually-hidden" aria-live="polite">{{ told() }}</span>
    </div>
  `,
  styles: `
    .frame {
      border-radius: 8px;
    }
    .canvas {
      height: var(--rn-chart-height, 280px);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Chart {
  private readonly theme = inject(Theme);
  readonly data = input.required<ChartData>();
  readonly shape = input<ChartShape>('bars');
  readonly label = input.required<string>();
  protected chart?: echarts.ECharts;
  private readonly step = signal<number | undefined>(undefined);
  protected readonly options = computed(() =>
    chartOptions(this.data(), this.shape(), this.theme.isDark() ? DARK : LIGHT),
  );
  protected readonly told = computed(() => {
    const step = this.step();
    return step === undefined ? '' : stepText(this.data(), step);
  });

  protected walk(event: KeyboardEvent): void {
    const last = this.data().labels.length - 1;
    const at = this.step() ?? (event.key === 'ArrowLeft' ? last + 1 : -1);
    const moves: Record<string, number> = {
      ArrowLeft: Math.max(0, at - 1),
      ArrowRight: Math.min(last, at + 1),
      Home: 0,
      End: last,
    };
    if (event.key === 'Escape') return this.leave();
    const step = moves[event.key];
    if (step === undefined || last < 0) return;
    event.preventDefault();
    this.step.set(step);
    this.chart?.dispatchAction({ type: 'showTip', seriesIndex: 0, dataIndex: step });
  }

  protected leave(): void {
    this.step.set(undefined);
    this.chart?.dispatchAction({ type: 'hideTip' });
    this.chart?.dispatchAction({ type: 'updateAxisPointer', currTrigger: 'leave' });
  }
}
