import { readdirSync, readFileSync } from 'node:fs';

/** Whether a live process has exactly this command line. By /proc: a bare Debian has no pgrep. */
export function isRunning(commandLine: string): boolean {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .some((pid) => read(`/proc/${pid}/cmdline`)?.split('\0').join(' ').trim() === commandLine);
}

/** A zombie's command line is empty, and a process may end between the two looks. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES') return undefined;
    throw error;
  }
}
