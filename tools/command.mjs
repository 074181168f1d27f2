import { spawn } from 'node:child_process';

/**
 * @typedef {object} CommandOptions
 * @property {NodeJS.ProcessEnv} [env]
 * @property {string} [cwd]
 * @property {number} [timeout] milliseconds
 * @property {number} [uid]
 * @property {number} [gid]
 * @property {string} [input]
 * @property {(line: string) => void} [onLine] each line of output as it comes
 * @property {(text: string) => void} [onText] all output as it comes
 */

/**
 * @typedef {object} CommandResult
 * @property {number} code 127 when the program does not exist, 124 when it ran out of time
 * @property {string} stdout
 * @property {string} stderr
 * @property {string} output both, as they came
 */

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/** Ends the programs that run now, because the start they belong to was called off. */
export function stopCommands() {
  for (const child of running) child.kill('SIGTERM');
}

/**
 * Runs a program to its end and tells how it went; only a defect of ours throws.
 * @param {string} program
 * @param {string[]} args
 * @param {CommandOptions} [options]
 * @returns {Promise<CommandResult>}
 */
export function run(program, args, options = {}) {
  const { onLine, onText, input, timeout, ...spawning } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...spawning, stdio: ['pipe', 'pipe', 'pipe'] });
    running.add(child);
    const result = { code: 0, stdout: '', stderr: '', output: '' };
    let timedOut = false;
    const timer = timeout
      ? setTimeout(() => ((timedOut = true), child.kill('SIGKILL')), timeout)
      : undefined;
    const take = (/** @type {'stdout'|'stderr'} */ name) => (/** @type {string} */ text) => {
      result[name] += text;
      result.output += text;
      onText?.(text);
      for (const line of text.split(/\r?\n/)) if (line.trim() && onLine) onLine(line);
    };
    child.stdout.setEncoding('utf8').on('data', take('stdout'));
    child.stderr.setEncoding('utf8').on('data', take('stderr'));
    // A program that ends before it has read its input is its own affair; its exit code tells.
    child.stdin.on('error', () => undefined).end(input ?? '');
    child.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      clearTimeout(timer);
      if (error.code === 'ENOENT') resolve({ ...result, code: 127, stderr: error.message });
      else reject(error);
    });
    child.on('close', (code) => {
      running.delete(child);
      clearTimeout(timer);
      resolve({ ...result, code: timedOut ? 124 : (code ?? 1) });
    });
  });
}

/**
 * Whether a program can be found on PATH.
 * @param {string} program
 */
export async function exists(program) {
  const found = await run('/bin/sh', ['-c', 'command -v -- "$1"', 'sh', program]);
  return found.code === 0;
}

/**
 * The last lines of an output, for an error message.
 * @param {string} text
 * @param {number} [lines]
 */
export function tail(text, lines = 5) {
  return text.trim().split(/\r?\n/).slice(-lines).join('\n');
}
