import assert from 'node:assert/strict';
import { test } from 'node:test';
import { worthShowing } from './log-filter.mjs';

const table = /** @type {[string, 'stdout' | 'stderr', string | undefined][]} */ ([
  ['{"level":30,"msg":"fine"}', 'stdout', undefined],
  ['{"level":30,"msg":"fine"}', 'stderr', undefined],
  ['{"level":40,"msg":"hm"}', 'stdout', 'WARN hm'],
  ['{"level":50,"msg":"no","err":{"message":"because"}}', 'stdout', 'ERROR no: because'],
  ['{"level":"error","msg":"words"}', 'stdout', 'ERROR words'],
  ['{"level":"info","msg":"words"}', 'stdout', undefined],
  ['plain talk', 'stdout', undefined],
  ['Error: boom', 'stderr', 'Error: boom'],
  ['{ not json', 'stderr', '{ not json'],
  ['   ', 'stderr', undefined],
]);

for (const [line, stream, expected] of table) {
  test(`${stream}: ${line}`, () => assert.equal(worthShowing(line, stream), expected));
}
