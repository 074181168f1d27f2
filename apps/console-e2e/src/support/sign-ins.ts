import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { childEnvironment } from '../env';

export interface SignIn {
  role: 'owner' | 'operator';
  email: string;
  password: string;
}

const ROOT = resolve(__dirname, '../../../..');

/** The demo's people, as `npm run status -- --json` names them. */
export function signInOf(role: SignIn['role']): SignIn {
  const script = join(ROOT, 'tools/status.mjs');
  const text = execFileSync(process.execPath, [script, '--json'], { env: childEnvironment });
  const { signIns } = JSON.parse(text.toString()) as { signIns: SignIn[] };
  const found = signIns.find((one) => one.role === role);
  if (!found) throw new Error(`The installation has no demo ${role}.`);
  return found;
}
