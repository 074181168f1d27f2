import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { childEnvironment } from './env';

const ROOT = resolve(__dirname, '../../..');
const run = promisify(execFile);

/** The lines a reader would copy. */
function curlLines(): string {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const section = /## The main job, by REST\n[\s\S]*?```sh\n([\s\S]*?)```/.exec(readme);
  return section?.[1] ?? '';
}

describe('the README', () => {
  it('has curl lines that do the main job as they stand', async () => {
    const { stdout } = await run('bash', ['-eu', '-o', 'pipefail', '-c', curlLines()], {
      cwd: ROOT,
      env: childEnvironment,
      timeout: 120_000,
      maxBuffer: 16 * 1024 * 1024,
    });
    expect(stdout).toContain('"state":"completed"');
    expect(stdout).toContain('"name":"web_search"');
    expect(stdout).toMatch(/# .*row level security/i);
    expect(stdout).toMatch(/"key":"tavily"/);
  }, 150_000);
});
