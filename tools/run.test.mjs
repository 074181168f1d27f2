import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { ROOT } from './paths.mjs';

test('packages are never installed through a link', () => {
  const home = mkdtempSync(path.join(tmpdir(), 'renum-run-'));
  const at = (/** @type {string[]} */ ...names) => path.join(home, ...names);
  try {
    for (const folder of ['checkout', 'checkout/tools', 'another']) mkdirSync(at(folder));
    writeFileSync(at('another', 'precious'), '');
    copyFileSync(path.join(ROOT, 'tools', 'run.cjs'), at('checkout', 'tools', 'run.cjs'));
    for (const file of ['package.json', 'package-lock.json'])
      writeFileSync(at('checkout', file), '{}');
    symlinkSync(at('another'), at('checkout', 'node_modules'));
    const done = spawnSync(process.execPath, [
      at('checkout', 'tools', 'run.cjs'),
      'node',
      '-e',
      '',
    ]);
    assert.equal(done.status, 1);
    assert.match(done.stderr.toString(), /node_modules is a link to .*another/);
    assert.ok(existsSync(at('another', 'precious')));
  } finally {
    rmSync(home, { recursive: true });
  }
});
