import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countTests } from './counts.mjs';

test('closing lines of Jest and node:test are added up', () => {
  const output = [
    '\x1b[1mTests:       \x1b[22m1 failed, 2 skipped, 12 passed, 15 total',
    'Tests:       7 passed, 7 total',
    'ℹ pass 5',
    'ℹ fail 1',
    '# pass 3',
    '# cancelled 1',
    'Test Suites: 4 passed, 4 total',
  ].join('\n');
  assert.deepEqual(countTests(output), { passed: 27, failed: 3 });
});

test('no closing line, no test', () => {
  assert.deepEqual(countTests('all is well\n'), { passed: 0, failed: 0 });
});
