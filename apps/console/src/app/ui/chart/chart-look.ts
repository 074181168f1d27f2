import type { ChartTone, Series } from './chart-data';

export interface ChartLook {
  text: string;
  line: string;
  surface: string;
  strong: string;
  colors: string[];
  tones: Record<ChartTone, string>;
}

/** For a canvas, which no style sheet reaches; the palette's own colours, told apart in both looks. */
export const LIGHT: ChartLook = {
  text: '#555c57',
  line: '#dcdfd8',
  surface: '#ffffff',
  strong: '#191c1a',
  colors: ['#0b6b57', '#d08a1d', '#3d70ab', '#8cc9b4', '#a3558f', '#b8562f', '#83922b', '#6a6da6'],
  tones: { good: '#2c8a70', attention: '#d08a1d', bad: '#b3261e', muted: '#b4bab3' },
};
export const DARK: ChartLook = {
  text: '#a8b0aa',
  line: '#2e3531',
  surface: '#222724',
  strong: '#e4e8e4',
  colors: ['#5cc4a8', '#f4c06a', '#8ab8ec', '#2f7a67', '#d79ccc', '#e69273', '#b8c968', '#a7abde'],
  tones: { good: '#5cc4a8', attention: '#f4c06a', bad: '#f2877c', muted: '#566059' },
};

/** Of each series; colours with a meaning do not use up the palette. */
export function colorsOf(series: readonly Series[], look: ChartLook): string[] {
  let next = 0;
  return series.map(({ tone }) => {
    if (tone) return look.tones[tone];
    const color = look.colors[next % look.colors.length] ?? look.text;
    next += 1;
    return color;
  });
}
