import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@renum/platform';
import { JournalFiles, removeDirectory } from './journal-files';
import { rowsOf } from './replay';

describe('a journal directory that is done with', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'renum-files-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('is whole or missing for a process that is reading it', async () => {
    const directory = join(root, 'dead');
    mkdirSync(directory);
    const start = JSON.stringify({ type: 'start', start: { id: newId(), at: '' } });
    // A first segment larger than what is read ahead, so that removal comes in between.
    writeFileSync(join(directory, '1.ndjson'), `${start}\n${' '.repeat(2_000_000)}\n`);
    writeFileSync(join(directory, '2.ndjson'), '');
    const reading = rowsOf(directory);
    await new Promise(setImmediate);
    removeDirectory(directory);
    await expect(reading).rejects.toMatchObject({ code: 'ENOENT' });
    expect(readdirSync(root)).toEqual([]);
    // Twice is no error: two processes may have brought it in.
    removeDirectory(directory);
  });

  it('is neither read nor left behind when its removal was interrupted', () => {
    const left = join(root, 'dead.done');
    mkdirSync(left);
    const files = new JournalFiles(root, 1024);
    expect(files.abandoned()).toEqual([]);
    expect(existsSync(left)).toBe(false);
    files.close();
  });
});
