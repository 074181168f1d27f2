import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TOOL_NAMES, type ToolName } from '@renum/contracts';
import { aLongSleep, gone } from '../testing/running';
import { cutMiddle, OutputCutter } from './cut';
import { ProcessRegistry } from './processes';
import type { ToolContext, ToolOutput } from './tool';
import { Toolbox } from './toolbox';
import { Workspace } from './workspace';

const toolbox = new Toolbox(TOOL_NAMES);
let root: string;
let live: string;
let stop: AbortController;
let processes: ProcessRegistry;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'suna-tools-'));
  live = '';
  stop = new AbortController();
  processes = new ProcessRegistry(randomUUID());
});
afterEach(async () => {
  await processes.killAll();
  await rm(root, { recursive: true, force: true });
});

const use = async (name: ToolName, input: Record<string, unknown>): Promise<ToolOutput> => {
  const prepared = toolbox.find(name)!.prepare(input);
  if (!prepared.ok) return { output: prepared.problem, isError: true };
  const context: ToolContext = {
    workspace: new Workspace(root),
    processes,
    signal: stop.signal,
    clock: { hold: () => () => undefined },
    emit: (chunk) => (live += chunk),
    fetch: () => Promise.reject(new Error('no network here')),
  };
  const result = await prepared
    .run(context)
    .catch((error: Error) => ({ output: error.message, isError: true }));
  return typeof result === 'string' ? { output: result, isError: false } : result;
};
const outputOf = async (name: ToolName, input: Record<string, unknown>) =>
  (await use(name, input)).output;
const at = (path: string): string => join(root, path);

describe('files', () => {
  it('writes, reads, changes and deletes', async () => {
    expect(
      await outputOf('create_file', { file_path: 'a/b.txt', file_contents: 'one\ntwo\n' }),
    ).toBe('Created a/b.txt (8 bytes)');
    expect(await outputOf('read_file', { file_path: '/workspace/a/b.txt' })).toBe('one\ntwo');
    expect(
      await outputOf('str_replace', { file_path: 'a/b.txt', old_str: 'two', new_str: '$& 2' }),
    ).toContain('Replaced 1 occurrence');
    expect(await readFile(at('a/b.txt'), 'utf8')).toBe('one\n$& 2\n');
    expect(await outputOf('create_file', { file_path: 'a/b.txt', file_contents: '' })).toContain(
      'Replaced',
    );
    expect(await outputOf('delete_file', { file_path: 'a/b.txt' })).toBe('Deleted a/b.txt');
    expect(await use('read_file', { file_path: 'a/b.txt' })).toMatchObject({ isError: true });
  });

  it('reads a range of lines and says which', async () => {
    const lines = Array.from({ length: 10 }, (_, line) => `line ${line + 1}`).join('\n');
    await writeFile(at('x'), lines);
    expect(await outputOf('read_file', { file_path: 'x', offset: 4, limit: 2 })).toBe(
      'line 4\nline 5\n\n(lines 4-5 of 10)',
    );
    expect(await outputOf('read_file', { file_path: 'x', offset: 11 })).toContain('only 10 lines');
  });

  it.each([
    ['../../etc/passwd', 'outside the workspace'],
    ['/etc/passwd', 'outside the workspace'],
    ['a/../../x', 'outside the workspace'],
    ['/workspace/../etc/passwd', 'outside the workspace'],
    ['nul\u0000byte', 'NUL'],
    ['missing.txt', 'does not exist'],
    ['folder', 'is a folder'],
    ['binary', 'binary file'],
  ])('does not read %s', async (file_path, message) => {
    await mkdir(at('folder'));
    await writeFile(at('binary'), Buffer.from([1, 0, 2]));
    const { output, isError } = await use('read_file', { file_path });
    expect(isError).toBe(true);
    expect(output).toContain(message);
  });

  it('replaces only what is unambiguous', async () => {
    await writeFile(at('x'), 'a a a');
    const input = { file_path: 'x', old_str: 'a', new_str: 'b' };
    expect(await outputOf('str_replace', input)).toContain('occurs 3 times');
    expect(await outputOf('str_replace', { ...input, old_str: 'z' })).toContain('does not occur');
    await outputOf('str_replace', { ...input, replace_all: true });
    expect(await readFile(at('x'), 'utf8')).toBe('b b b');
  });

  it('lists folders, deep without other people’s files', async () => {
    await mkdir(at('src'));
    await mkdir(at('node_modules'));
    await writeFile(at('src/a.ts'), 'abc');
    await writeFile(at('node_modules/x'), '');
    expect(await outputOf('list_files', {})).toBe('node_modules/\nsrc/');
    expect(await outputOf('list_files', { recursive: true })).toBe(
      'node_modules/\nsrc/\nsrc/a.ts (3 bytes)',
    );
  });
});

describe('what models write for input', () => {
  it('mends what is unambiguous', async () => {
    await writeFile(at('x'), 'one\ntwo\nthree');
    expect(await outputOf('read_file', { path: 'x', offset: '2', limit: null })).toContain('two');
    expect(await outputOf('create_file', { filename: 'y.json', content: { a: 1 } })).toContain(
      'Created y.json',
    );
    expect(JSON.parse(await readFile(at('y.json'), 'utf8'))).toEqual({ a: 1 });
  });

  it.each([
    [{ file_contents: 'x' }, 'file_path'],
    [{ file_path: 'x', file_contents: 'x', offset: 1 }, 'Created'],
    [{ unparsed_arguments: '{' }, 'file_path'],
  ])('names what is missing in %j', async (input, message) => {
    expect(await outputOf('create_file', input)).toContain(message);
  });

  it('shows the model the same rules as JSON Schema', () => {
    const { parameters } = toolbox.find('execute_command')!.spec;
    expect(parameters).toMatchObject({
      type: 'object',
      required: ['command'],
      properties: { timeout: { type: 'integer', minimum: 1, maximum: 600 } },
    });
    expect(parameters).not.toHaveProperty('$schema');
  });
});

describe('execute_command', () => {
  const run = (command: string, more: Record<string, unknown> = {}) =>
    use('execute_command', { command, ...more });

  it('gives output, errors and exit code, and shows them live', async () => {
    const { output, isError } = await run('echo out; echo err >&2; exit 3');
    expect(output).toMatch(/^(out\nerr|err\nout)\n\[exit code 3, \d+\.\d s\]$/);
    expect(isError).toBe(true);
    expect(live).toContain('out');
  });

  it('shows commands nothing of its own environment', async () => {
    const { output } = await run('env | cut -d= -f1 | sort | tr "\\n" " "');
    // The last three are bash's own.
    expect(output).toContain('HOME LANG PATH PWD RENUM_RUN_PROCESS SHLVL TERM USER _');
    expect((await run('echo $HOME')).output).toContain(root);
  });

  it('keeps head and tail of a long output', async () => {
    const { output } = await run('seq 1 200000');
    expect(output.length).toBeLessThan(21_000);
    expect(output).toMatch(/^1\n2\n/);
    expect(output).toContain('characters left out');
    expect(output).toContain('200000\n[exit code 0');
    expect(live.length).toBeLessThan(300_000);
  });

  it('ends at its timeout, with its children', async () => {
    const started = Date.now();
    const nap = aLongSleep(710);
    const { output } = await run(`echo begun; ${nap} & ${nap}`, { timeout: 1 });
    expect(Date.now() - started).toBeLessThan(30_000);
    expect(output).toContain('begun');
    expect(output).toContain('timeout of 1 s');
    await gone(nap);
  });

  it('stops what ignores the polite signal, and what left the group', async () => {
    const nap = aLongSleep(720);
    const work = run(`trap '' TERM; setsid ${nap} & echo begun; ${nap}; ${nap}`);
    while (!live.includes('begun')) await new Promise((resolve) => setTimeout(resolve, 20));
    const stopped = Date.now();
    stop.abort();
    expect((await work).output).toContain('stopped');
    expect(Date.now() - stopped).toBeLessThan(30_000);
    await processes.killAll();
    await gone(nap);
  });

  it('does not wait for a child in the background', async () => {
    const started = Date.now();
    expect((await run('sleep 60 & echo ready')).output).toContain('ready');
    expect(Date.now() - started).toBeLessThan(30_000);
  });

  it('shares the directory within a session only', async () => {
    await mkdir(at('inner'));
    await run('cd inner', { session_name: 's' });
    expect((await run('pwd', { session_name: 's' })).output).toContain(at('inner'));
    expect((await run('pwd')).output).not.toContain('inner');
    expect((await run('pwd', { folder: 'inner' })).output).toContain(at('inner'));
    expect((await run('pwd', { folder: 'none' })).output).toContain('does not exist');
  });

  it('goes on in the background, with its output in a file', async () => {
    const nap = aLongSleep(730);
    const { output } = await run(`echo hello; ${nap}`, { blocking: false, session_name: 'web' });
    expect(output).toContain('.suna/web.log');
    const said = () => readFile(at('.suna/web.log'), 'utf8').catch(() => '');
    while ((await said()) !== 'hello\n') await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await outputOf('read_file', { file_path: '.suna/web.log' })).toBe('hello');
    await processes.killAll();
    await gone(nap);
  });
});

describe('cutting', () => {
  it.each([0, 1, 7, 99, 100, 101, 250])('is the same in chunks of any size (%d)', (length) => {
    const text = Array.from({ length }, (_, at) => String(at % 10)).join('');
    for (const size of [1, 3, 64]) {
      const cutter = new OutputCutter(100);
      for (let from = 0; from < length; from += size) cutter.add(text.slice(from, from + size));
      expect(cutter.text).toBe(cutMiddle(text, 100));
    }
  });
});
