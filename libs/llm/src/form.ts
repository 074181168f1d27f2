import type { Span } from './json-scan';

/** One value of a form, and where it stands in the body. */
export interface FormField {
  value: string;
  at: Span;
}

export interface Form {
  fields: ReadonlyMap<string, FormField>;
  /** Of each file, in bytes. */
  files: readonly { name: string; bytes: number }[];
  /** Of everything that is no file, wanted or not. */
  textBytes: number;
}

const CONTENT_TYPE =
  /^multipart\/form-data\s*;\s*boundary=(?:"([\w'()+,./:=?-]{1,70})"|([\w'()+,./:=?-]{1,70}))\s*$/i;
const HEADERS_END = Buffer.from('\r\n\r\n');
const HEADER = /^([\w-]+):[ \t]*([\x20-\x7e\x80-\u{10ffff}]*)$/u;
const PARAMETER = /;[ \t]*(name|filename|filename\*)=("(?:[^"\\]|\\.)*"|[^\s;"]+)/gy;
const NAME = /^[\w.-]+(?:\[\w*\])?$/;
const PLAIN = /^text\/plain(?:;\s*charset="?utf-8"?)?$/i;
// eslint-disable-next-line no-control-regex -- to refuse them
const CONTROL = /[\0-\x1f\x7f]/;
const HEADER_BYTES = 4096;
const VALUE_BYTES = 1024;
const PARTS = 256;

/**
 * Reads a few values of a `multipart/form-data` body, whose files are only measured. Undefined for
 * what two readers could understand in two ways: wanted names twice, as lists or in other letters, a boundary within a
 * part, folded or unknown headers, values as files or in another charset.
 */
export function readForm(
  body: Buffer,
  contentType: string,
  wanted: ReadonlySet<string>,
): Form | undefined {
  const [, quoted, bare] = CONTENT_TYPE.exec(contentType) ?? [];
  const boundary = quoted ?? bare;
  if (!boundary) return undefined;
  const delimiter = Buffer.from(`--${boundary}`);
  const fields = new Map<string, FormField>();
  const files: { name: string; bytes: number }[] = [];
  let textBytes = 0;
  if (body.indexOf(delimiter) !== 0) return undefined;
  let at = delimiter.length;
  for (let parts = 0; parts <= PARTS; parts += 1) {
    const mark = body.toString('latin1', at, at + 2);
    if (mark === '--') return isEnd(body, at + 2) ? { fields, files, textBytes } : undefined;
    if (mark !== '\r\n') return undefined;
    const headersEnd = body.indexOf(HEADERS_END, at);
    // The next one, wherever it is: readers do not agree on what must stand before it.
    const next = body.indexOf(delimiter, at);
    if (headersEnd < 0 || headersEnd - at > HEADER_BYTES || next < headersEnd + 6) return undefined;
    if (body.toString('latin1', next - 2, next) !== '\r\n') return undefined;
    const span = { start: headersEnd + 4, end: next - 2 };
    const part = partOf(body.toString('utf8', at + 2, headersEnd));
    if (!part) return undefined;
    if (part.isFile) files.push({ name: part.name, bytes: span.end - span.start });
    else textBytes += span.end - span.start;
    const meant = part.name.replace(/\[.*$/, '').toLowerCase();
    if (wanted.has(meant)) {
      const field = valueOf(part, body, span);
      if (!field || part.name !== meant || fields.has(part.name)) return undefined;
      fields.set(part.name, field);
    }
    at = next + delimiter.length;
  }
  return undefined;
}

interface Part {
  name: string;
  isFile: boolean;
  type?: string;
}

function partOf(head: string): Part | undefined {
  const headers = new Map<string, string>();
  for (const line of head.split('\r\n')) {
    const [, name, value] = HEADER.exec(line) ?? [];
    if (!name || value === undefined || headers.has(name.toLowerCase())) return undefined;
    headers.set(name.toLowerCase(), value);
  }
  const disposition = headers.get('content-disposition');
  if (!disposition?.toLowerCase().startsWith('form-data')) return undefined;
  const parameters = parametersOf(disposition.slice('form-data'.length));
  const name = parameters?.get('name');
  if (!name || !NAME.test(name) || name === '_charset_') return undefined;
  if (headers.has('content-transfer-encoding') || headers.has('content-length')) return undefined;
  const isFile = parameters?.has('filename') || parameters?.has('filename*');
  return { name, isFile: isFile === true, type: headers.get('content-type') };
}

function parametersOf(text: string): ReadonlyMap<string, string> | undefined {
  const found = new Map<string, string>();
  let end = 0;
  for (const match of text.matchAll(PARAMETER)) {
    const [whole, name = '', value = ''] = match;
    if (found.has(name)) return undefined;
    found.set(name, value.startsWith('"') ? value.slice(1, -1) : value);
    end = match.index + whole.length;
  }
  return text.slice(end).trim() === '' ? found : undefined;
}

function valueOf({ isFile, type, name }: Part, body: Buffer, at: Span): FormField | undefined {
  if (isFile || name.includes('[')) return undefined;
  if (type !== undefined && !PLAIN.test(type)) return undefined;
  if (at.end - at.start > VALUE_BYTES) return undefined;
  const value = body.toString('utf8', at.start, at.end);
  // Bytes that are no UTF-8 come out longer than they went in.
  const plain = Buffer.byteLength(value) === at.end - at.start && !CONTROL.test(value);
  return plain ? { value, at } : undefined;
}

function isEnd(body: Buffer, at: number): boolean {
  const rest = body.toString('latin1', at, at + 3);
  return rest === '' || rest === '\r\n';
}
