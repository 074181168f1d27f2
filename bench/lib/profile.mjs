import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Where V8 leaves the profile of a process that was asked for one. */
export const profileFolder = () => mkdtempSync(path.join(tmpdir(), 'renum-profile-'));

/** @param {string} folder */
export const profileFlags = (folder) => [
  '--cpu-prof',
  '--cpu-prof-interval=200',
  `--cpu-prof-dir=${folder}`,
];

/**
 * The functions that took most of the time by themselves.
 * @param {string} folder
 * @param {number} [top]
 */
export function selfTimes(folder, top = 40) {
  const [file = ''] = readdirSync(folder);
  const profile = JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
  const hits = new Map();
  let all = 0;
  for (const { callFrame, hitCount } of profile.nodes) {
    const { functionName, url, lineNumber } = callFrame;
    if (functionName === '(idle)') continue;
    all += hitCount;
    const where = url.split('/').slice(-3).join('/');
    const name = `${functionName || '(anonymous)'} ${where}:${lineNumber + 1}`;
    hits.set(name, (hits.get(name) ?? 0) + hitCount);
  }
  const sorted = [...hits].sort(([, a], [, b]) => b - a).slice(0, top);
  return sorted
    .map(([name, count]) => `${((count / all) * 100).toFixed(1).padStart(5)} %  ${name}`)
    .join('\n');
}
