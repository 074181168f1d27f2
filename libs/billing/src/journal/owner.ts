import { readFileSync, readlinkSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

/**
 * Whose journal directory this is, and whether that process still lives. Process ids are used
 * again, so the start time tells two apart; processes of another machine or container (a shared
 * volume) cannot be seen and are judged by their heartbeat.
 */
interface Owner {
  host: string;
  pid: number;
  startedAt: string;
}

const FILE = 'owner.json';
const HEARTBEAT_LIMIT_MS = 60_000;

export function claimDirectory(directory: string): void {
  const owner: Owner = {
    host: hostMark(),
    pid: process.pid,
    startedAt: startOf(process.pid) ?? '',
  };
  writeFileSync(join(directory, FILE), JSON.stringify(owner), { flag: 'wx', mode: 0o600 });
}

export function touchDirectory(directory: string): void {
  const now = new Date();
  utimesSync(join(directory, FILE), now, now);
}

export function isAbandoned(directory: string): boolean {
  const path = join(directory, FILE);
  const owner = readOwner(path);
  // Made this moment, or by a process that died while making it.
  if (!owner) return olderThanLimit(directory);
  if (owner.host !== hostMark()) return olderThanLimit(path);
  return startOf(owner.pid) !== owner.startedAt;
}

function readOwner(path: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Owner;
  } catch (error) {
    if (error instanceof SyntaxError || isMissing(error)) return undefined;
    throw error;
  }
}

/** A path that is gone was brought in by somebody else: nothing is left to do. */
function olderThanLimit(path: string): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat !== undefined && Date.now() - stat.mtimeMs > HEARTBEAT_LIMIT_MS;
}

/** Processes that can see one another: the same boot of the same machine, the same pid space. */
function hostMark(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch (error) {
    if (isMissing(error)) return hostname();
    throw error;
  }
}

/** When the process began, in ticks since boot; undefined when it is gone or a zombie. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold anything; fields are counted from behind it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch (error) {
    if (isMissing(error)) return existsElsewhere(pid);
    throw error;
  }
}

/** Without /proc (macOS) the process id alone has to do. */
function existsElsewhere(pid: number): string | undefined {
  if (process.platform === 'linux') return undefined;
  try {
    process.kill(pid, 0);
    return '';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? '' : undefined;
  }
}

export const isMissing = (error: unknown): boolean =>
  ['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '');
