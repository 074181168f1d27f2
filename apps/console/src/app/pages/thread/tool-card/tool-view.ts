import type { ToolItem } from '../timeline/run-timeline';

export interface FoundPage {
  title: string;
  url: string;
  host: string;
  excerpt: string;
}

/** How a card shows its call: each kind has its own body. */
export type ToolBody =
  | { kind: 'terminal'; command: string }
  | { kind: 'file'; path: string; content: string }
  | { kind: 'change'; path: string; before: string; after: string }
  | { kind: 'search'; pages: FoundPage[] }
  | { kind: 'plain'; input: string };

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const first = (input: Record<string, unknown>, ...names: string[]): string =>
  names.map((name) => text(input[name])).find((value) => value !== '') ?? '';

const pathOf = (input: Record<string, unknown>): string =>
  first(input, 'file_path', 'path', 'file_name', 'filename');

/** One line that says what the call is about. */
export function summaryOf({ name, input }: ToolItem): string {
  switch (name) {
    case 'execute_command':
      return first(input, 'command', 'cmd').split('\n')[0] ?? '';
    case 'web_search':
      return first(input, 'query', 'q');
    case 'ask':
      return first(input, 'question', 'text', 'message');
    case 'complete':
      return first(input, 'summary', 'text', 'message');
    default:
      return pathOf(input) || (Object.values(input).map(text).find(Boolean) ?? '');
  }
}

export function bodyOf(item: ToolItem): ToolBody {
  const { name, input, output } = item;
  switch (name) {
    case 'execute_command':
      return { kind: 'terminal', command: first(input, 'command', 'cmd') };
    case 'create_file': {
      const content = first(input, 'file_contents', 'content', 'contents', 'text');
      return { kind: 'file', path: pathOf(input), content };
    }
    case 'read_file':
      return { kind: 'file', path: pathOf(input), content: output };
    case 'str_replace':
      return {
        kind: 'change',
        path: pathOf(input),
        before: text(input['old_str']),
        after: text(input['new_str']),
      };
    case 'web_search': {
      const pages = foundPages(output);
      if (pages.length > 0) return { kind: 'search', pages };
      return plain(input);
    }
    default:
      return plain(input);
  }
}

const plain = (input: Record<string, unknown>): ToolBody => ({
  kind: 'plain',
  input: Object.keys(input).length > 0 ? JSON.stringify(input, null, 2) : '',
});

/** Suna writes a result as three lines: number and title, address, excerpt. */
export function foundPages(output: string): FoundPage[] {
  const pages: FoundPage[] = [];
  for (const block of output.split(/\n{2,}/)) {
    const [head = '', address = '', ...rest] = block.split('\n').map((line) => line.trim());
    const title = /^\d+\. (.+)$/.exec(head)?.[1];
    if (title === undefined || !/^https?:\/\//.test(address) || !URL.canParse(address)) continue;
    const host = new URL(address).hostname.replace(/^www\./, '');
    pages.push({ title, url: address, host, excerpt: rest.join(' ') });
  }
  return pages;
}

// eslint-disable-next-line no-control-regex -- the escape sign is what is looked for
const ANSI = /\u001b\[[0-9;?]*[ -/]*[@-~]|\u001b\][^\u0007]*\u0007/g;

/** Terminal output without colours and cursor moves; a line that rewrites itself shows its last. */
export const plainOutput = (output: string): string =>
  output
    .replace(ANSI, '')
    .replace(/^.*\r(?!\n|$)/gm, '')
    .replace(/\r/g, '');
