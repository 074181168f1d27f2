import type { ToolItem } from '../timeline/run-timeline';
import { bodyOf, foundPages, plainOutput, summaryOf } from './tool-view';

const call = (name: string, input: Record<string, unknown>, output = ''): ToolItem => ({
  kind: 'tool',
  id: 'c1',
  name,
  input,
  output,
  state: 'done',
  startedAt: '2026-11-21T10:00:00Z',
});

const SEARCH = `In short: yes

1. Row Security Policies
   https://www.postgresql.org/docs/current/ddl-rowsecurity.html
   When row security is enabled …

2. Not a page
   javascript:alert(1)
   no`;

describe('tool view', () => {
  it('reads the pages out of a search, and only real addresses', () => {
    expect(foundPages(SEARCH)).toEqual([
      {
        title: 'Row Security Policies',
        url: 'https://www.postgresql.org/docs/current/ddl-rowsecurity.html',
        host: 'postgresql.org',
        excerpt: 'When row security is enabled …',
      },
    ]);
  });

  it('shows a search that failed as it answered', () => {
    const body = bodyOf(call('web_search', { query: 'x' }, 'The search service is down'));
    expect(body.kind).toBe('plain');
  });

  it.each([
    ['execute_command', { command: 'ls -la\npwd' }, 'ls -la'],
    ['web_search', { query: 'rls' }, 'rls'],
    ['create_file', { path: 'a.md', content: 'x' }, 'a.md'],
    ['something_new', { count: 3, target: 'moon' }, 'moon'],
    ['list_files', {}, ''],
  ])('sums up %s', (name, input, summary) => {
    expect(summaryOf(call(name, input))).toBe(summary);
  });

  it('shows what a new file holds, under any of the names models use', () => {
    expect(bodyOf(call('create_file', { file_path: 'a.md', file_contents: 'A' }))).toEqual({
      kind: 'file',
      path: 'a.md',
      content: 'A',
    });
    expect(bodyOf(call('create_file', { filename: 'a.md', content: 'A' }))).toMatchObject({
      path: 'a.md',
      content: 'A',
    });
  });

  it('takes colours and rewritten lines out of terminal output', () => {
    expect(plainOutput('\u001b[32mok\u001b[0m\n10%\r50%\r100%\nend\r\n')).toBe('ok\n100%\nend\n');
  });
});
