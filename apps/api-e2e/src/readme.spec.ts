import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { childEnvironment } from './env';

const ROOT = resolve(__dirname, '../../..');
const run = promisify(execFile);

const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** The lines a reader would copy from a section. */
function linesOf(heading: string): string {
  const [, section = ''] = README.split(`\n## ${heading}\n`);
  const [, lines] = /^```sh\n([\s\S]*?)^```/m.exec(section.split('\n## ')[0] ?? '') ?? [];
  if (!lines) throw new Error(`The README has no lines under "${heading}".`);
  return lines;
}

const MAIN_JOB = linesOf('The main job, by REST');

describe('the README', () => {
  const shell = (lines: string) =>
    run('bash', ['-eu', '-o', 'pipefail', '-c', lines], {
      cwd: ROOT,
      env: childEnvironment,
      timeout: 120_000,
      maxBuffer: 16 * 1024 * 1024,
    });

  it('has curl lines that do the main job as they stand', async () => {
    const { stdout } = await shell(MAIN_JOB);
    expect(stdout).toContain('"state":"completed"');
    expect(stdout).toContain('"name":"web_search"');
    expect(stdout).toMatch(/# .*row level security/i);
    expect(stdout).toMatch(/"key":"tavily"/);
  }, 150_000);

  it('has curl lines by which an app of one’s own calls a model', async () => {
    // They go on from the sign-in of the main job, without its run.
    const [signIn = ''] = MAIN_JOB.split('AGENT=');
    const { stdout } = await shell(signIn + linesOf('Models for your own apps'));
    const answer = JSON.parse(stdout) as { choices?: { message: { content: string } }[] };
    expect(answer.choices?.[0]?.message.content).toBeTruthy();
  }, 60_000);
});
