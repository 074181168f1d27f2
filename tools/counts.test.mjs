import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countTests, failedTests } from './counts.mjs';

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

test('what failed is named once, with its file', () => {
  const output = [
    ' PASS  libs/vault/src/vault.spec.ts',
    '\x1b[31m FAIL \x1b[39m  proxy  libs/proxy/src/mcp/door.spec.ts (6.2 s)',
    '  ● the door › refuses a stranger',
    ' FAIL  src/mcp/door.spec.ts',
    '  ● the door › refuses a stranger',
    ' FAIL  libs/vault/src/keys.spec.ts',
    '  ● Test suite failed to run',
    '✖ a lock is held by one (3.1ms)',
    '✔ a lock is free again (1.1ms)',
  ].join('\n');
  assert.deepEqual(failedTests(output), [
    'door.spec.ts: the door › refuses a stranger',
    'keys.spec.ts: Test suite failed to run',
    'a lock is held by one',
  ]);
});
