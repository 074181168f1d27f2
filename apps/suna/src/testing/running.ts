import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A command that goes on for longer than any spec, and is nobody else's on the machine. */
export const aLongSleep = (seconds: number): string => `sleep ${seconds}.${process.pid}`;

/**
 * Resolves when no process has this command line any more: a killed one takes a moment to be gone.
 * What is not killed outlives the spec that waits for it.
 */
export async function gone(commandLine: string): Promise<void> {
  while (isRunning(commandLine)) await sleep(20);
}

/** Whether a live process has exactly this command line. By /proc: a bare Debian has no pgrep. */
function isRunning(commandLine: string): boolean {
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
