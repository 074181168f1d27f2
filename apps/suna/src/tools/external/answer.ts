import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cutMiddle } from '../cut';
import type { Workspace } from '../workspace';

/** What the model is given at once; the whole of a longer answer is a file that it can search. */
const SHOWN = 16_000;
const FOLDER = '.suna/answers';

const EXTENSIONS: Readonly<Record<string, string>> = {
  'application/json': 'json',
  'text/html': 'html',
  'text/csv': 'csv',
  'text/markdown': 'md',
  'application/xml': 'xml',
  'text/xml': 'xml',
  'application/pdf': 'pdf',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'audio/mpeg': 'mp3',
};
const IS_TEXT = /^text\/|^application\/(?:[\w.+-]*\+)?(?:json|xml|yaml|javascript)$|^$/;

/** What a tool says of an answer that went well: the text, or where the whole of it is. */
export async function shownAnswer(
  response: Response,
  tool: string,
  workspace: Workspace,
): Promise<string> {
  const type =
    (response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const bytes = Buffer.from(await response.arrayBuffer());
  if (bytes.length === 0) return `Done (status ${response.status}, without an answer).`;
  if (!IS_TEXT.test(type) || bytes.subarray(0, 4_096).includes(0)) {
    const file = await store(bytes, tool, EXTENSIONS[type] ?? 'bin', workspace);
    return `The answer is no text (${type || 'unknown type'}, ${bytes.length} bytes). It is in ${file}.`;
  }
  return shownText(bytes.toString('utf8'), EXTENSIONS[type], tool, workspace);
}

/** A text as it is, or its beginning and end with the whole of it in a file. */
export async function shownText(
  text: string,
  extension: string | undefined,
  tool: string,
  workspace: Workspace,
): Promise<string> {
  const json = parsed(text);
  const pretty = json === undefined ? text : JSON.stringify(json, null, 2);
  if (pretty.length <= SHOWN) return pretty;
  const dense = json === undefined ? text : JSON.stringify(json);
  if (dense.length <= SHOWN) return dense;
  const kind = json === undefined ? (extension ?? 'txt') : 'json';
  const file = await store(Buffer.from(pretty), tool, kind, workspace);
  return `${cutMiddle(dense, SHOWN)}\n\nThe whole answer (${pretty.length} characters) is in ${file}; read or search it there.`;
}

/** The same answer is the same file, so that a call made again is seen to bring nothing new. */
async function store(
  bytes: Buffer,
  tool: string,
  extension: string,
  workspace: Workspace,
): Promise<string> {
  const sum = createHash('sha256').update(bytes).digest('hex').slice(0, 8);
  const name = join(FOLDER, `${tool}-${sum}.${extension}`);
  await mkdir(join(workspace.root, FOLDER), { recursive: true });
  await writeFile(join(workspace.root, name), bytes);
  return name;
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? (value ?? undefined) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
