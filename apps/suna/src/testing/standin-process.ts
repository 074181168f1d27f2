import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const MAIN = join(__dirname, '../../../../dist/apps/standin/main.mjs');

/** The real, built stand-in as its own process: an app may not import another app. */
export class StandinProcess {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(delayMs = 0): Promise<StandinProcess> {
    if (!existsSync(MAIN)) throw new Error('Build the stand-in first: nx build standin');
    const child = spawn(process.execPath, [MAIN], {
      env: { STANDIN_PORT: '0', STANDIN_DELAY_MS: String(delayMs) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const url = await new Promise<string>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`The stand-in ended with ${code}`)));
      child.stdout?.setEncoding('utf8').on('data', (line: string) => {
        const found = /"url":"([^"]+)"/.exec(line)?.[1];
        if (found) resolve(found);
      });
    });
    return new StandinProcess(url, child);
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill();
    await ended;
  }
}
