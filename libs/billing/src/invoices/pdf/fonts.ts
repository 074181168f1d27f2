import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create } from 'fontkit';
import { sfntOf } from './woff';

export type Weight = 400 | 700;

/** A piece of text that one font file can write. */
export interface FontRun {
  /** The path of the file. */
  file: string;
  text: string;
}

const resolve = createRequire(import.meta.url).resolve;

/** In this order: Latin, Greek and Cyrillic; Korean; Japanese, with most Chinese characters. */
const FAMILIES = ['noto-sans', 'nanum-gothic', 'biz-udgothic'];
/** Stands for what no font here can write. */
const UNKNOWN = '\u{fffd}';

interface Slice {
  family: string;
  /** `latin`, or `[27]`: a part of a font that is too large for one file. */
  name: string;
  ranges: [from: number, to: number][];
}

/** A package says which of its files has which characters. */
function slicesOf(family: string): Slice[] {
  const path = resolve(`@fontsource/${family}/unicode.json`);
  const ranges = JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>;
  return Object.entries(ranges).map(([name, text]) => ({
    family,
    name,
    ranges: text.split(',').map(rangeOf),
  }));
}

function rangeOf(text: string): [from: number, to: number] {
  const [from = '', to = from] = text.trim().replace(/^U\+/i, '').split('-');
  return [Number.parseInt(from, 16), Number.parseInt(to, 16)];
}

interface Font {
  data: Buffer;
  has: (codePoint: number) => boolean;
}

const fonts = new Map<string, Font>();

/** Read once: documents use few of them again and again. */
function open(file: string): Font {
  const opened = fonts.get(file);
  if (opened) return opened;
  const data = sfntOf(readFileSync(file));
  const font = create(data);
  // Files with several fonts in them are collections; none of these is one.
  if (!('hasGlyphForCodePoint' in font)) throw new Error(`${file} holds more than one font.`);
  const read: Font = { data, has: (codePoint) => font.hasGlyphForCodePoint(codePoint) };
  fonts.set(file, read);
  return read;
}

/** The font of a file, for who writes with it. */
export const fontOf = (file: string): Buffer => open(file).data;

const fileOf = ({ family, name }: Slice, weight: Weight): string =>
  resolve(
    `@fontsource/${family}/files/${family}-${name.replaceAll(/[[\]]/g, '')}-${weight}-normal.woff`,
  );

let all: Slice[] | undefined;
const known = new Map<number, Slice | undefined>();

/** A package promises whole ranges, and its font lacks some of their characters. */
function sliceFor(codePoint: number): Slice | undefined {
  if (known.has(codePoint)) return known.get(codePoint);
  all ??= FAMILIES.flatMap(slicesOf);
  const promised = all.filter(({ ranges }) =>
    ranges.some(([from, to]) => codePoint >= from && codePoint <= to),
  );
  // Plain Latin is in a file of its own; other files repeat parts of it.
  const found = promised
    .toSorted((a, b) => Number(b.name === 'latin') - Number(a.name === 'latin'))
    .find((slice) => open(fileOf(slice, 400)).has(codePoint));
  known.set(codePoint, found);
  return found;
}

/**
 * Splits text into pieces by the fonts that have its characters. What no font has, such as emoji,
 * and control characters, become a replacement mark, so that nothing vanishes silently.
 */
export function fontRuns(text: string, weight: Weight): FontRun[] {
  const runs: FontRun[] = [];
  for (const sign of text.normalize('NFC').replaceAll(/\p{Cc}+/gu, ' ')) {
    const slice = sliceFor(sign.codePointAt(0) ?? 0);
    const shown = slice ? sign : UNKNOWN;
    const file = fileOf(slice ?? mustHave(UNKNOWN), weight);
    const last = runs.at(-1);
    if (last?.file === file) last.text += shown;
    else runs.push({ file, text: shown });
  }
  return runs;
}

function mustHave(sign: string): Slice {
  const slice = sliceFor(sign.codePointAt(0) ?? 0);
  if (!slice) throw new Error(`No font has U+${sign.codePointAt(0)?.toString(16)}.`);
  return slice;
}
