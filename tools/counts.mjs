import path from 'node:path';

// Built from its code: a control character in a pattern reads like a mistake.
const ANSI = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/**
 * Adds up what test runners said in their closing lines: Jest's "Tests: 1 failed, 2 passed, 3
 * total" and node:test's "ℹ pass 2" or "# pass 2".
 * @param {string} output
 * @returns {{passed: number, failed: number}}
 */
export function countTests(output) {
  const counts = { passed: 0, failed: 0 };
  for (const raw of output.replace(ANSI, '').split(/\r?\n/)) {
    const line = raw.trim();
    const jest = /^Tests:\s+(.*\d+ total)/.exec(line)?.[1];
    const node = /^(?:ℹ|#) (pass|fail|cancelled) (\d+)$/.exec(line);
    if (jest) {
      counts.passed += Number(/(\d+) passed/.exec(jest)?.[1] ?? 0);
      counts.failed += Number(/(\d+) failed/.exec(jest)?.[1] ?? 0);
    } else if (node) {
      counts[node[1] === 'pass' ? 'passed' : 'failed'] += Number(node[2]);
    }
  }
  return counts;
}

/**
 * The names of failed tests and suites, each once, as Jest ("● a › b", "FAIL path") and node:test
 * ("✖ name") say them: the last screen of a long log should tell what to look at.
 * @param {string} output
 * @returns {string[]}
 */
export function failedTests(output) {
  const names = new Set();
  let file = '';
  for (const raw of output.replace(ANSI, '').split(/\r?\n/)) {
    const line = raw.trim();
    file = /^FAIL\s+.*?(\S+\.spec\.ts)/.exec(line)?.[1] ?? file;
    const jest = /^● (.+)$/.exec(line)?.[1];
    const node = /^✖ (.+?) \([\d.]+ms\)$/.exec(line)?.[1];
    if (jest && jest !== 'Console') names.add(`${path.basename(file)}: ${jest}`);
    if (node) names.add(node);
  }
  return [...names];
}
