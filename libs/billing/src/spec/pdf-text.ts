import { inflateSync } from 'node:zlib';

/** For specs: the text that a PDF of pdfkit's shows, page by page, line by line. */
export function textOfPdf(pdf: Buffer): string[] {
  const objects = new Map(
    [...pdf.toString('latin1').matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj/g)].map(
      ([, id = '', body = '']) => [id, body],
    ),
  );
  const pages = [...objects.values()].filter((body) => body.includes('/Type /Page\n'));
  return pages.map((page) => {
    const fonts = fontsOf(objects, objects.get(reference(page, 'Resources')) ?? '');
    return linesOf(streamOf(objects.get(reference(page, 'Contents')) ?? ''), fonts).join('\n');
  });
}

const reference = (body: string, name: string): string =>
  new RegExp(`/${name} (\\d+) 0 R`).exec(body)?.[1] ?? '';

function streamOf(body: string): string {
  const data = /stream\n([\s\S]*)\nendstream/.exec(body)?.[1] ?? '';
  return inflateSync(Buffer.from(data, 'latin1')).toString('latin1');
}

type Glyphs = ReadonlyMap<number, string>;

/** By the name of the font on the page: which text a glyph stands for. */
function fontsOf(objects: ReadonlyMap<string, string>, resources: string): Map<string, Glyphs> {
  const named = [...resources.matchAll(/\/(F\d+) (\d+) 0 R/g)];
  return new Map(
    named.map(([, name = '', id = '']) => {
      const map = streamOf(objects.get(reference(objects.get(id) ?? '', 'ToUnicode')) ?? '');
      return [name, glyphsOf(map)];
    }),
  );
}

function glyphsOf(map: string): Glyphs {
  const glyphs = new Map<number, string>();
  for (const [, first = '', texts = ''] of map.matchAll(/<(\w+)> <\w+> \[([^\]]*)\]/g)) {
    for (const [index, [, hex = '']] of [...texts.matchAll(/<([\w ]*)>/g)].entries()) {
      const text = Buffer.from(hex.replaceAll(' ', ''), 'hex').swap16().toString('utf16le');
      glyphs.set(Number.parseInt(first, 16) + index, text);
    }
  }
  return glyphs;
}

/** Pieces on one height are one line, in the order in which they were written. */
function linesOf(content: string, fonts: ReadonlyMap<string, Glyphs>): string[] {
  const lines = new Map<string, string>();
  const pieces = content.matchAll(/1 0 0 1 \S+ (\S+) Tm\n\/(F\d+) \S+ Tf\n\[(.*?)\] TJ/g);
  for (const [, height = '', font = '', parts = ''] of pieces) {
    const hex = [...parts.matchAll(/<(\w+)>/g)].map(([, part = '']) => part).join('');
    const ids = hex.match(/.{4}/g) ?? [];
    const text = ids.map((id) => fonts.get(font)?.get(Number.parseInt(id, 16)) ?? '').join('');
    lines.set(height, (lines.get(height) ?? '') + text);
  }
  return [...lines.values()];
}
