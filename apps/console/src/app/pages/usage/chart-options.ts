import type { EChartsCoreOption } from 'echarts/core';
import type { ChartData, Metric } from './usage-series';

export interface ChartLook {
  text: string;
  line: string;
  surface: string;
  strong: string;
  colors: string[];
}

const FONT = "'Inter Variable', system-ui, sans-serif";
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const count = new Intl.NumberFormat('en');
const day = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', timeZone: 'UTC' });

/** Marks on an axis: as many digits as tell one from the next. */
const dollars = new Intl.NumberFormat('en', {
  style: 'currency',
  currency: 'USD',
  minimumFractionDigits: 0,
  maximumSignificantDigits: 4,
});
const money = (value: number): string => dollars.format(value);

/** The chart for one metric; horizontal bars when the rows are names and not days. */
export function chartOptions(
  { labels, series }: ChartData,
  metric: Metric,
  byDay: boolean,
  look: ChartLook,
): EChartsCoreOption {
  const short = metric === 'cost' ? money : (value: number) => compact.format(value);
  const long = metric === 'cost' ? money : (value: number) => count.format(value);
  const text = { color: look.text, fontFamily: FONT, fontSize: 11 };
  const names = {
    type: 'category',
    data: labels,
    inverse: !byDay,
    axisLine: { lineStyle: { color: look.line } },
    axisTick: { show: false },
    axisLabel: {
      ...text,
      hideOverlap: true,
      width: 150,
      overflow: 'truncate',
      ...(byDay && { formatter: (value: string) => day.format(new Date(`${value}T00:00:00Z`)) }),
    },
  };
  const amounts = {
    type: 'value',
    minInterval: metric === 'cost' ? undefined : 1,
    axisLabel: { ...text, formatter: short },
    splitLine: { lineStyle: { color: look.line } },
  };
  return {
    color: look.colors,
    animationDuration: 250,
    grid: { left: 8, right: 16, top: 16, bottom: series.length > 1 ? 36 : 8, containLabel: true },
    xAxis: byDay ? names : amounts,
    yAxis: byDay ? amounts : names,
    legend: {
      show: series.length > 1,
      bottom: 0,
      left: 8,
      icon: 'circle',
      itemWidth: 8,
      textStyle: text,
    },
    tooltip: {
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      backgroundColor: look.surface,
      borderColor: look.line,
      textStyle: { color: look.strong, fontFamily: FONT, fontSize: 12 },
      valueFormatter: (value: unknown) => long(Number(value)),
    },
    series: series.map(({ name, values }) => ({
      name,
      type: 'bar',
      stack: 'all',
      data: values,
      barMaxWidth: 28,
      itemStyle: { borderRadius: 2 },
      emphasis: { focus: 'series' },
    })),
  };
}
