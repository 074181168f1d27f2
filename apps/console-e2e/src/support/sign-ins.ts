import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { childEnvironment } from '../env';

export interface SignIn {
  role: 'owner' | 'operator';
  email: string;
  password: string;
}

interface Status {
  signIns: SignIn[];
  ports: Record<string, number>;
}

const ROOT = resolve(__dirname, '../../../..');

/** `npm run status -- --json`, asked anew. */
export function status(): Status {
  const script = join(ROOT, 'tools/status.mjs');
  const text = execFileSync(process.execPath, [script, '--json'], { env: childEnvironment });
  return JSON.parse(text.toString()) as Status;
}

/** The demo's people. */
export function signInOf(role: SignIn['role']): SignIn {
  const found = status().signIns.find((one) => one.role === role);
  if (!found) throw new Error(`The installation has no demo ${role}.`);
  return found;
}
