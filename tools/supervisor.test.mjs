import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import { Supervisor } from './supervisor.mjs';

test('a full disk costs lines of the log, not the supervisor', async () => {
  const logs = mkdtempSync(path.join(tmpdir(), 'renum-logs-'));
  symlinkSync('/dev/full', path.join(logs, 'talker.log'));
  /** @type {string[]} */
  const reports = [];
  const supervisor = new Supervisor({
    logs,
    onChange: () => {
      throw new Error('ENOSPC: no space left on device');
    },
    report: (line) => reports.push(line),
  });
  const args = ['-c', 'for i in 1 2 3 4; do echo "$i"; sleep 0.1; done; sleep 60'];
  const output = /** @type {const} */ ('filtered');
  supervisor.start({ name: 'talker', program: 'bash', args, env: process.env, cwd: logs, output });
  /** @param {string} words */
  const told = (words) => reports.filter((line) => line.includes(words)).length;
  const lost = 'talker.log cannot be written';
  for (const end = Date.now() + 20_000; told(lost) === 0 && Date.now() < end;) await sleep(50);
  // Time for the other lines, and what they might lead to.
  await sleep(800);
  assert.ok(supervisor.identity('talker'));
  assert.equal(told(lost), 1);
  assert.equal(told('state'), 1);
  await supervisor.kill();
  rmSync(logs, { recursive: true, force: true });
});
