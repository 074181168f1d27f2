import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { InstanceIdentity } from '@renum/contracts';
import { signIdentity, type Environment } from '@renum/platform';
import { environment } from '../env';

const ROOT = resolve(__dirname, '../../../..');
const KEY = Buffer.alloc(32, 11);
const START_MS = 60_000;

/**
 * The api's data plane as it is shipped, in processes of their own that a spec may kill at any
 * moment. They share PostgreSQL, Redis and the journals' directory, as replicas on one machine do.
 */
export class DataPlanes implements AsyncDisposable {
  private readonly children: ChildProcess[] = [];

  private constructor(
    private readonly bundle: string,
    private readonly services: Environment,
    private readonly ports: readonly number[],
  ) {}

  static async start(count: number, services: Environment): Promise<DataPlanes> {
    mkdirSync(join(ROOT, 'tmp'), { recursive: true });
    const bundle = mkdtempSync(join(ROOT, 'tmp', 'api-'));
    const cli = join(ROOT, 'node_modules/rolldown/bin/cli.mjs');
    const config = join(__dirname, 'rolldown.config.mjs');
    execFileSync(process.execPath, [cli, '--config', config, '--log-level', 'silent'], {
      cwd: ROOT,
      env: { ...environment, OUT_DIR: bundle },
    });
    const ports = [];
    for (let made = 0; made < count; made += 1) ports.push(await freePort());
    const planes = new DataPlanes(bundle, services, ports);
    await Promise.all(ports.map((_, index) => planes.begin(index)));
    return planes;
  }

  /** Starts one that does not run, and waits until it serves. */
  async begin(index: number): Promise<void> {
    if (this.running(index)) return;
    const child = spawn(process.execPath, [join(this.bundle, 'main.mjs')], {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        PATH: environment['PATH'],
        NODE_ENV: 'production',
        ...this.services,
        PLANES: 'data',
        DATA_PORT: String(this.port(index)),
        DATA_PLANE_KEY: KEY.toString('base64'),
        DATA_MAX_TENANT_CALLS_PER_MINUTE: '10000000',
      },
    });
    this.children[index] = child;
    for (const deadline = Date.now() + START_MS; ; await delay(50)) {
      const url = `http://127.0.0.1:${this.port(index)}/healthz`;
      const well = await fetch(url).then(({ ok }) => ok, notYet);
      if (well) return;
      if (child.exitCode !== null || Date.now() > deadline) throw new Error('no data plane began');
    }
  }

  /** Kill -9. Resolves when it is gone. */
  async kill(index: number): Promise<void> {
    await this.end(index, 'SIGKILL');
  }

  /** SIGTERM: it ends what it does, and brings all that it knows into the ledger. */
  async stop(index: number): Promise<void> {
    await this.end(index, 'SIGTERM');
  }

  /** A sandbox's call to a model. Rejects when the process is away, or dies before its answer. */
  chat(index: number, identity: InstanceIdentity, body: object, init: RequestInit = {}) {
    return fetch(`http://127.0.0.1:${this.port(index)}/llm/openai/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify(body),
      ...init,
      headers: {
        'content-type': 'application/json',
        'x-renum-identity': signIdentity(identity, KEY),
        ...(init.headers as object),
      },
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.ports.map((_, index) => this.kill(index)));
    rmSync(this.bundle, { recursive: true, force: true });
  }

  private running(index: number): ChildProcess | undefined {
    const child = this.children[index];
    return child?.exitCode === null && child.signalCode === null ? child : undefined;
  }

  private async end(index: number, signal: NodeJS.Signals): Promise<void> {
    const child = this.running(index);
    if (!child) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }

  private port(index: number): number {
    return this.ports[index % this.ports.length] ?? 0;
  }
}

const notYet = (): boolean => false;

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  return port;
}
