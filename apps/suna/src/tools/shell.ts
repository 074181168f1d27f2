import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { log as logLine } from '../log';
import { pause } from '../waiting';
import { OutputCutter } from './cut';
import { killMarked, PROCESS_MARK, signalGroup } from './processes';
import { ToolError, type ToolContext } from './tool';

/** How much of an output the model is given, and how much a person sees while it runs. */
const MODEL_CHARACTERS = 20_000;
const LIVE_CHARACTERS = 200_000;
/** Between the polite signal and the one that cannot be refused. */
const TERM_GRACE_MS = 300;
/** How long to wait for output of a finished command whose pipe a child still holds. */
const DRAIN_MS = 250;
const LOG_FOLDER = '.suna';

interface ShellCommand {
  command: string;
  directory: string;
  seconds: number;
}

export interface ShellResult {
  output: string;
  failed: boolean;
  /** Where the command's shell was when it ended. */
  directory?: string;
}

/** Commands see this and nothing of Suna's own environment. */
const environmentFor = (workspace: string, mark: string): NodeJS.ProcessEnv => ({
  HOME: workspace,
  PATH: `${workspace}/.local/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
  LANG: 'C.UTF-8',
  TERM: 'dumb',
  USER: 'suna',
  [PROCESS_MARK]: mark,
});

/** Runs one command to its end, its timeout or the stop of the run. */
export const runShell = async (
  { command, directory, seconds }: ShellCommand,
  context: ToolContext,
): Promise<ShellResult> => {
  const { workspace, processes, signal } = context;
  const mark = processes.nextMark();
  const started = Date.now();
  // The trap reports the directory on descriptor 3, which the output does not mix with.
  const child = spawn('bash', ['-c', `trap 'pwd >&3 2>/dev/null' EXIT\n${command}`], {
    cwd: directory,
    env: environmentFor(workspace.root, mark),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  if (child.pid !== undefined) processes.add(child.pid);
  const output = collect(child, context.emit);
  const timeout = AbortSignal.timeout(seconds * 1_000);
  const ended = await endOf(child, AbortSignal.any([signal, timeout]), mark);
  if (child.pid !== undefined) processes.settle(child.pid);

  const took = ((Date.now() - started) / 1_000).toFixed(1);
  const status = signal.aborted
    ? 'stopped'
    : timeout.aborted
      ? `ended after its timeout of ${seconds} s`
      : ended.signal
        ? `ended by ${ended.signal}`
        : `exit code ${ended.code}`;
  const text = stripVTControlCharacters(output.text).trimEnd();
  return {
    output: `${text === '' ? '(no output)' : text}\n[${status}, ${took} s]`,
    failed: ended.code !== 0,
    ...(output.directory === '' ? {} : { directory: output.directory }),
  };
};

/** Starts a command that goes on while the agent works; it ends with the run at the latest. */
export const startInBackground = async (
  { command, directory, seconds, name }: ShellCommand & { name: string },
  { workspace, processes, signal }: ToolContext,
): Promise<string> => {
  const mark = processes.nextMark();
  await mkdir(join(workspace.root, LOG_FOLDER), { recursive: true });
  const path = join(workspace.root, LOG_FOLDER, `${name}.log`);
  const log = await open(path, 'w');
  const child = spawn('bash', ['-c', command], {
    cwd: directory,
    env: environmentFor(workspace.root, mark),
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  await log.close();
  if (child.pid === undefined) throw new ToolError('The command could not be started.');
  processes.add(child.pid);
  const timeout = AbortSignal.timeout(seconds * 1_000);
  endOf(child, AbortSignal.any([signal, timeout]), mark).catch((error: unknown) =>
    logLine('warn', 'a background command did not start', { error: String(error) }),
  );
  return `Started in the background as "${name}" (process ${child.pid}). Its output is in ${LOG_FOLDER}/${name}.log; it ends after ${seconds} s or with this run.`;
};

const collect = (child: ChildProcess, emit: (chunk: string) => void) => {
  const cutter = new OutputCutter(MODEL_CHARACTERS);
  let shown = 0;
  const add = (chunk: string): void => {
    cutter.add(chunk);
    if (shown >= LIVE_CHARACTERS) return;
    shown += chunk.length;
    emit(chunk);
    if (shown >= LIVE_CHARACTERS) emit('\n… [more output is not shown live] …\n');
  };
  let directory = '';
  child.stdout?.setEncoding('utf8').on('data', add);
  child.stderr?.setEncoding('utf8').on('data', add);
  const report = child.stdio[3] as Readable;
  report.setEncoding('utf8').on('data', (chunk: string) => {
    directory = (directory + chunk).trim();
  });
  return {
    get text() {
      return cutter.text;
    },
    get directory() {
      return directory;
    },
  };
};

interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** Waits for the end of a command, and brings it about when the signal aborts. */
const endOf = async (child: ChildProcess, stop: AbortSignal, mark: string): Promise<Ended> => {
  const closed = Promise.withResolvers<undefined>();
  const exited = new Promise<Ended>((resolve, reject) => {
    child.once('error', (error) => reject(new ToolError(`It did not start: ${error.message}`)));
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('close', () => closed.resolve(undefined));
  });
  const kill = async (): Promise<void> => {
    if (child.pid === undefined) return;
    signalGroup(child.pid, 'SIGTERM');
    await pause(TERM_GRACE_MS);
    signalGroup(child.pid, 'SIGKILL');
    await killMarked(mark);
  };
  const onStop = (): void => void kill();
  if (stop.aborted) onStop();
  else stop.addEventListener('abort', onStop, { once: true });
  try {
    const ended = await exited;
    // A child that went to the background (`server &`) keeps the pipes open; do not wait for it.
    await Promise.race([closed.promise, pause(DRAIN_MS)]);
    for (const stream of child.stdio) stream?.destroy();
    return ended;
  } finally {
    stop.removeEventListener('abort', onStop);
  }
};
