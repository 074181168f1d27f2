import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { childEnvironment } from '../env';

const run = promisify(execFile);
const ROOT = resolve(__dirname, '../../../..');

export interface Installation {
  running: boolean;
  url: string;
  dataPlaneUrl: string;
  pids: Record<'supervisor' | 'api' | 'worker' | 'standin' | 'postgres' | 'redis', number>;
  ports: Record<string, number>;
  installationId: string;
  containers: string[];
  dataDir: string;
  logsDir: string;
  workspacesDir: string;
  signIns: { role: 'owner' | 'operator'; email: string; password: string }[];
}

/** `npm run status -- --json`, asked anew. */
export async function installation(): Promise<Installation> {
  const script = join(ROOT, 'tools/status.mjs');
  const { stdout } = await run(process.execPath, [script, '--json'], { env: childEnvironment });
  return JSON.parse(stdout) as Installation;
}
