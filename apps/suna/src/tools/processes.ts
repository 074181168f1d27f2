import { readdir, readFile } from 'node:fs/promises';
import { codeOf, describe, log } from '../log';

/** Marks every process that a run started, whatever became of its process group. */
export const PROCESS_MARK = 'RENUM_RUN_PROCESS';

/** The processes of one run: each command's group, and what escaped from it. */
export class ProcessRegistry {
  private readonly groups = new Set<number>();
  private readonly sessions = new Map<string, { directory?: string }>();
  private counter = 0;

  constructor(private readonly runId: string) {}

  /** A mark for the environment of a new command; unique in the run. */
  nextMark(): string {
    this.counter += 1;
    return `${this.runId}.${this.counter}.`;
  }

  /** A name for a background command that was given none. */
  nextName(): string {
    return `command-${this.counter + 1}`;
  }

  /** What commands of one session share. */
  session(name: string): { directory?: string } {
    const session = this.sessions.get(name) ?? {};
    this.sessions.set(name, session);
    return session;
  }

  add(group: number): void {
    this.groups.add(group);
  }

  /** Forgets a group that has no process left. */
  settle(group: number): void {
    if (!signalGroup(group, 0)) this.groups.delete(group);
  }

  /** Ends all that the run started, background servers too. */
  async killAll(): Promise<void> {
    if (this.counter === 0) return;
    for (const group of this.groups) signalGroup(group, 'SIGKILL');
    this.groups.clear();
    await killMarked(`${this.runId}.`);
  }
}

/** False: the group has no process (any more). */
export const signalGroup = (group: number, signal: NodeJS.Signals | 0): boolean => {
  try {
    return process.kill(-group, signal);
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return false;
    log('warn', 'a process group could not be signalled', { group, error: describe(error) });
    return false;
  }
};

/**
 * Kills processes by the mark in their environment: daemons leave their group (`setsid`), but they
 * keep what they inherited.
 */
export const killMarked = async (markPrefix: string): Promise<void> => {
  const wanted = `${PROCESS_MARK}=${markPrefix}`;
  const entries = await readdir('/proc').catch((): string[] => []);
  const pids = entries.filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  await Promise.all(
    pids.map(async (pid) => {
      // Not ours to read, or gone already: then it is not ours to kill either.
      const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
      if (!environment.split('\0').some((entry) => entry.startsWith(wanted))) return;
      try {
        process.kill(Number(pid), 'SIGKILL');
      } catch (error) {
        log('info', 'a process ended before it was killed', { pid, error: describe(error) });
      }
    }),
  );
};
