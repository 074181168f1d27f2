import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { PlaneOptions } from './plane';
import type { ChildReport } from './plane-child';

const ROOT = resolve(__dirname, '../../../..');

/** One file that plain Node runs: a process with jest in it says nothing of the plane's memory. */
export function buildPlane(): string {
  const file = join(ROOT, 'tmp', `plane-${process.pid}.mjs`);
  mkdirSync(join(ROOT, 'tmp'), { recursive: true });
  execFileSync(
    process.execPath,
    [
      join(ROOT, 'node_modules/rolldown/bin/cli.mjs'),
      ...['--config', join(__dirname, 'rolldown.config.mjs')],
      ...['--input', join(__dirname, 'plane-child.ts'), '--file', file, '--log-level', 'silent'],
      ...['--tsconfig', join(ROOT, 'libs/proxy/tsconfig.json')],
    ],
    { cwd: ROOT },
  );
  return file;
}

/** A data plane in a process of its own. */
export class ChildPlane implements AsyncDisposable {
  private readonly child: ChildProcess;
  private report?: ChildReport;

  constructor(file: string, options: PlaneOptions) {
    this.child = fork(file, [JSON.stringify(options)], {
      execArgv: ['--expose-gc'],
    });
  }

  async start(): Promise<this> {
    this.report = await this.next();
    return this;
  }

  get alive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Fetches with the sandbox's identity. */
  call(path: string, init: RequestInit = {}): Promise<Response> {
    const { port, token } = this.report ?? {};
    const headers = { 'x-renum-identity': String(token), ...(init.headers as object) };
    return fetch(`http://127.0.0.1:${port}${path}`, { ...init, headers });
  }

  post(path: string, body: unknown, init: RequestInit = {}): Promise<Response> {
    const headers = { 'content-type': 'application/json' };
    return this.call(path, { method: 'POST', body: JSON.stringify(body), headers, ...init });
  }

  /** What it has to say; starts its counts anew. */
  ask(): Promise<ChildReport> {
    const answer = this.next();
    this.child.send('report');
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.alive) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }

  private async next(): Promise<ChildReport> {
    const [said] = (await once(this.child, 'message')) as [ChildReport];
    return said;
  }
}

export const removePlane = (file: string): void => rmSync(file, { force: true });
