import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { readdir, readlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@renum/platform';
import { listBelow } from './list-below';
import { Workspaces } from './workspaces';

describe('workspaces', () => {
  const home = mkdtempSync(join(tmpdir(), 'renum-workspaces-'));
  const workspaces = new Workspaces({ WORKSPACES_DIR: home, LEASE_SECONDS: 15 });
  const tenantId = newId();
  const threadId = newId();
  let root: string;

  beforeAll(async () => {
    root = await workspaces.ensure(tenantId, threadId);
    mkdirSync(join(root, 'docs/deep'), { recursive: true });
    writeFileSync(join(root, 'report.md'), '# Facts\n');
    writeFileSync(join(root, 'docs/deep/a.txt'), 'deep');
    writeFileSync(join(root, '.hidden'), 'dot');
    writeFileSync(join(root, 'empty'), '');
    writeFileSync(join(home, 'secret'), 'not yours');
    mkdirSync(join(home, 'outside'));
    writeFileSync(join(home, 'outside/secret'), 'not yours');
    symlinkSync('/etc/passwd', join(root, 'passwd'));
    symlinkSync('../../secret', join(root, 'relative'));
    symlinkSync(join(home, 'outside'), join(root, 'folder'));
    symlinkSync('report.md', join(root, 'inner'));
    symlinkSync('loop', join(root, 'loop'));
    execFileSync('mkfifo', [join(root, 'pipe')]);
  });
  afterAll(() => rmSync(home, { recursive: true }));

  const read = async (path: string): Promise<string> => {
    const { handle } = await workspaces.open(tenantId, threadId, path);
    try {
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  };
  /** Handles of this process on anything in the test's own folder. */
  const openHandles = async (): Promise<string[]> => {
    const handles = await readdir('/proc/self/fd');
    // One may be closed between the two looks, the one on that folder always is.
    const targets = handles.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => 'closed'));
    return (await Promise.all(targets)).filter((target) => target.startsWith(home));
  };

  it('list files and folders, hidden ones too, but neither links nor pipes', async () => {
    const { items, truncated } = await workspaces.list(tenantId, threadId);
    expect(truncated).toBe(false);
    expect(items.map(({ path, type, size }) => [path, type, size])).toEqual([
      ['.hidden', 'file', 3],
      ['docs', 'directory', 0],
      ['docs/deep', 'directory', 0],
      ['docs/deep/a.txt', 'file', 4],
      ['empty', 'file', 0],
      ['report.md', 'file', 8],
    ]);
  });

  it('are empty before the first run', async () => {
    expect(await workspaces.list(tenantId, newId())).toEqual({ items: [], truncated: false });
  });

  it('say when the list was cut, by number or by depth', async () => {
    const few = await listBelow(root, { maxEntries: 3, maxDepth: 10 });
    expect(few).toMatchObject({ truncated: true });
    expect(few.items.length).toBeLessThanOrEqual(3);
    const flat = await listBelow(root, { maxEntries: 100, maxDepth: 1 });
    expect(flat.truncated).toBe(true);
    expect(flat.items.map(({ path }) => path)).toEqual(['.hidden', 'docs', 'empty', 'report.md']);
  });

  it('give the content of a file', async () => {
    expect(await read('report.md')).toBe('# Facts\n');
    expect(await read('./docs//deep/a.txt')).toBe('deep');
    expect(await read('empty')).toBe('');
  });

  it.each([
    ['passwd', 'file_not_readable'],
    ['relative', 'file_not_readable'],
    ['inner', 'file_not_readable'],
    ['loop', 'file_not_readable'],
    ['folder/secret', 'file_not_readable'],
    ['pipe', 'file_not_readable'],
    ['docs', 'file_not_readable'],
    ['', 'file_not_readable'],
    ['..', 'file_not_readable'],
    ['../../secret', 'file_not_readable'],
    ['docs/../../../secret', 'file_not_readable'],
    ['report.md/x', 'file_not_readable'],
    ['report.md\0.txt', 'file_not_readable'],
    [`${'x'.repeat(300)}`, 'file_not_readable'],
    ['missing.txt', 'not_found'],
    ['missing/missing.txt', 'not_found'],
    ['/etc/passwd', 'not_found'],
  ])('refuse %j', async (path, code) => {
    await expect(read(path)).rejects.toMatchObject({ code });
    expect(await openHandles()).toEqual([]);
  });

  it('take no id for a path', () => {
    expect(() => workspaces.pathOf('..', threadId)).toThrow(/no such workspace/);
    expect(() => workspaces.pathOf(tenantId, '../x')).toThrow(/no such workspace/);
  });

  it('never follow a folder that becomes a link while they look', async () => {
    const real = join(root, 'swap');
    const aside = join(root, 'swap-aside');
    mkdirSync(real);
    writeFileSync(join(real, 'secret'), 'yours');
    let swapping = true;
    const swapper = (async () => {
      while (swapping) {
        renameSync(real, aside);
        symlinkSync(join(home, 'outside'), real);
        await new Promise((resolve) => setImmediate(resolve));
        rmSync(real);
        renameSync(aside, real);
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    const seen = new Set<string>();
    for (let turn = 0; turn < 500; turn += 1) {
      seen.add(await read('swap/secret').catch((error: { code: string }) => error.code));
    }
    swapping = false;
    await swapper;
    expect([...seen].sort()).toEqual(
      ['file_not_readable', 'not_found', 'yours'].filter((x) => seen.has(x)),
    );
    expect(seen).toContain('yours');
    expect(seen.size).toBeGreaterThan(1);
  });
});
