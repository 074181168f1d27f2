import type { EChartsCoreOption } from 'echarts/core';
import { type ChartData, valueText } from './chart-data';
import { type ChartLook, colorsOf } from './chart-look';

export type ChartShape = 'bars' | 'lines';

const FONT = "'Inter Variable', system-ui, sans-serif";

/** Bars stand on one another, lines do not: what they show may be no parts of a whole. */
export function chartOptions(
  { labels, series, unit }: ChartData,
  shape: ChartShape,
  look: ChartLook,
): EChartsCoreOption {
  const text = { color: look.text, fontFamily: FONT, fontSize: 11 };
  const colors = colorsOf(series, look);
  const bars = shape === 'bars';
  return {
    color: colors,
    animationDuration: 200,
    grid: { left: 8, right: 12, top: 12, bottom: series.length > 1 ? 34 : 4, containLabel: true },
    xAxis: {
      type: 'category',
      data: labels,
      boundaryGap: bars,
      axisLine: { lineStyle: { color: look.line } },
      axisTick: { show: false },
      axisLabel: { ...text, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      minInterval: unit === 'count' ? 1 : undefined,
      max: unit === 'percent' ? 1 : undefined,
      axisLabel: { ...text, formatter: (value: number) => valueText(value, unit, true) },
      splitLine: { lineStyle: { color: look.line } },
    },
    legend: {
      show: series.length > 1,
      type: 'scroll',
      bottom: 0,
      left: 4,
      icon: 'circle',
      itemWidth: 8,
      textStyle: text,
      pageTextStyle: text,
      pageIconColor: look.text,
      pageIconInactiveColor: look.line,
    },
    tooltip: {
      trigger: 'axis',
      confine: true,
      order: 'valueDesc',
      axisPointer: { type: bars ? 'shadow' : 'line' },
      backgroundColor: look.surface,
      borderColor: look.line,
      textStyle: { color: look.strong, fontFamily: FONT, fontSize: 12 },
      valueFormatter: (value: unknown) =>
        typeof value === 'number' ? valueText(value, unit) : '–',
    },
    series: series.map(({ name, values }, index) => ({
      name,
      data: values.map((value) => value ?? null),
      ...(bars
        ? { type: 'bar', stack: 'all', barMaxWidth: 28, itemStyle: { borderRadius: 1.5 } }
        : {
            type: 'line',
            symbol: 'circle',
            symbolSize: 5,
            showSymbol: values.filter((value) => value !== undefined).length < 32,
            lineStyle: { width: 2, color: colors[index] },
          }),
      emphasis: { focus: 'series' },
    })),
  };
}
