import PDFDocument from 'pdfkit';
import { fontOf, fontRuns, type FontRun, type Weight } from './fonts';

export interface Style {
  size?: number;
  weight?: Weight;
  color?: string;
  align?: 'left' | 'right';
}

export const PAGE = { width: 595, height: 842, margin: 56, right: 595 - 56, bottom: 842 - 76 };
export const COLORS = { ink: '#191c1a', muted: '#5f6661', line: '#d5d9d2', accent: '#0b6b57' };

const ELLIPSIS = '…';

type Pdf = InstanceType<typeof PDFDocument>;

/** Writes text of any script at given places of A4 pages. Lengths are in points. */
export class Writer {
  readonly pdf: Pdf;
  private readonly done: Promise<Buffer>;
  private readonly registered = new Set<string>();

  /** Nothing in the file is of the moment at which it is made, but `at`. */
  constructor({ title, at }: { title: string; at: Date }) {
    this.pdf = new PDFDocument({
      size: 'A4',
      margin: 0,
      bufferPages: true,
      font: '',
      lang: 'en',
      displayTitle: true,
      info: { Title: title, Creator: 'Renum', Producer: 'Renum', CreationDate: at, ModDate: at },
    });
    const chunks: Buffer[] = [];
    this.done = new Promise<Buffer>((resolve, reject) => {
      this.pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
      this.pdf.on('end', () => resolve(Buffer.concat(chunks)));
      this.pdf.on('error', reject);
    });
  }

  widthOf(text: string, { size = 9, weight = 400 }: Style = {}): number {
    return fontRuns(text, weight).reduce(
      (sum, run) => sum + this.use(run).fontSize(size).widthOfString(run.text),
      0,
    );
  }

  /** One line with its baseline at `y`; what does not fit into `width` is cut and marked. */
  line(text: string, x: number, y: number, width: number, style: Style = {}): void {
    const { size = 9, weight = 400, color = COLORS.ink, align = 'left' } = style;
    const shown = this.fitting(text, width, style);
    let at = align === 'right' ? x + width - this.widthOf(shown, style) : x;
    for (const run of fontRuns(shown, weight)) {
      this.use(run).fontSize(size).fillColor(color);
      this.pdf.text(run.text, at, y, { baseline: 'alphabetic', lineBreak: false });
      at += this.pdf.widthOfString(run.text);
    }
  }

  /** The lines that a text takes; words that are wider than a line are broken. */
  wrap(text: string, width: number, style: Style = {}): string[] {
    const lines: string[] = [];
    for (const paragraph of text.split('\n')) {
      let line = '';
      for (const word of paragraph.split(/(?<=\s)|(?<=[\p{Script=Han}\p{Script=Hangul}])/u)) {
        for (const piece of this.pieces(word, width, style)) {
          if (line !== '' && this.widthOf((line + piece).trimEnd(), style) > width) {
            lines.push(line.trimEnd());
            line = '';
          }
          line += piece;
        }
      }
      lines.push(line.trimEnd());
    }
    return lines;
  }

  rule(y: number, { from = PAGE.margin, to = PAGE.right, color = COLORS.line } = {}): void {
    this.pdf.moveTo(from, y).lineTo(to, y).lineWidth(0.75).strokeColor(color).stroke();
  }

  /** What is written on every page at the end, when their number is known. */
  eachPage(work: (page: number, of: number) => void): void {
    const { count } = this.pdf.bufferedPageRange();
    for (let page = 0; page < count; page += 1) {
      this.pdf.switchToPage(page);
      work(page + 1, count);
    }
  }

  end(): Promise<Buffer> {
    this.pdf.end();
    return this.done;
  }

  private use({ file }: FontRun): Pdf {
    if (!this.registered.has(file)) this.pdf.registerFont(file, fontOf(file));
    this.registered.add(file);
    return this.pdf.font(file);
  }

  private fitting(text: string, width: number, style: Style): string {
    if (this.widthOf(text, style) <= width) return text;
    const signs = [...text];
    while (signs.length > 0 && this.widthOf(signs.join('') + ELLIPSIS, style) > width) signs.pop();
    return signs.join('') + ELLIPSIS;
  }

  private pieces(word: string, width: number, style: Style): string[] {
    if (this.widthOf(word.trimEnd(), style) <= width) return [word];
    const pieces = [''];
    for (const sign of word) {
      const last = pieces.at(-1) ?? '';
      if (last !== '' && this.widthOf(last + sign, style) > width) pieces.push(sign);
      else pieces[pieces.length - 1] = last + sign;
    }
    return pieces;
  }
}
