import { spawn } from 'node:child_process';
import { openSync, closeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import path from 'node:path';
import { LogFile } from './log-file.mjs';
import { worthShowing } from './log-filter.mjs';
import { describe } from './problem.mjs';
import { identify, terminate } from './processes.mjs';

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 8_000;
/** A child that lived this long was healthy: its next death starts from the first delay again. */
const HEALTHY_MS = 5_000;

/**
 * How to run one child.
 * @typedef {object} ChildSpec
 * @property {string} name
 * @property {string} program
 * @property {string[]} args
 * @property {NodeJS.ProcessEnv} env
 * @property {string} cwd
 * @property {number} [uid]
 * @property {number} [gid]
 * @property {'filtered' | 'file'} output `filtered` also shows warnings on the console
 */

/**
 * @typedef {object} Child
 * @property {ChildSpec} spec
 * @property {import('./processes.mjs').ProcessIdentity | undefined} identity
 * @property {boolean} stopping
 * @property {number} deaths in a row
 * @property {NodeJS.Timeout | undefined} restart
 */

/** Keeps children alive: a dead one comes back, sooner the healthier it was. */
export class Supervisor {
  /** @type {Map<string, Child>} */
  #children = new Map();
  #logs;
  #onChange;
  #report;

  /**
   * @param {object} options
   * @param {string} options.logs the folder of the log files
   * @param {(name: string, identity: import('./processes.mjs').ProcessIdentity | undefined) => void} options.onChange
   * @param {(line: string) => void} options.report
   */
  constructor({ logs, onChange, report }) {
    this.#logs = logs;
    this.#onChange = (/** @type {Parameters<typeof onChange>} */ ...change) => {
      try {
        onChange(...change);
      } catch (error) {
        // A full disk, mostly. To die of it would leave all children without anybody.
        report(`The state of ${change[0]} was not noted: ${describe(error)}`);
      }
    };
    this.#report = report;
  }

  /** @param {ChildSpec} spec */
  start(spec) {
    /** @type {Child} */
    const child = { spec, identity: undefined, stopping: false, deaths: 0, restart: undefined };
    this.#children.set(spec.name, child);
    this.#spawn(child);
  }

  /** @param {string} name */
  identity(name) {
    return this.#children.get(name)?.identity;
  }

  /** A child that keeps dying, if there is one. */
  failing() {
    return [...this.#children.values()].find((child) => child.deaths >= 4)?.spec.name;
  }

  /** @param {string} name */
  logFile(name) {
    return path.join(this.#logs, `${name}.log`);
  }

  /**
   * Ends a child for good.
   * @param {string} name
   * @param {{signal?: NodeJS.Signals, graceMs?: number}} [options]
   */
  async stop(name, options) {
    const child = this.#children.get(name);
    if (!child) return;
    child.stopping = true;
    clearTimeout(child.restart);
    await terminate(child.identity, options);
    this.#children.delete(name);
    this.#onChange(name, undefined);
  }

  /** Ends everything at once, without asking. */
  async kill() {
    const options = /** @type {const} */ ({ signal: 'SIGKILL', graceMs: 2000 });
    await Promise.all([...this.#children.keys()].map((name) => this.stop(name, options)));
  }

  /** @param {Child} child */
  #spawn(child) {
    const { spec } = child;
    const begun = Date.now();
    const file = spec.output === 'file' ? openSync(this.logFile(spec.name), 'a', 0o600) : undefined;
    const running = spawn(spec.program, spec.args, {
      cwd: spec.cwd,
      env: spec.env,
      uid: spec.uid,
      gid: spec.gid,
      stdio: ['ignore', file ?? 'pipe', file ?? 'pipe'],
      // A session of its own: a Ctrl-C reaches the supervisor only, which stops things in order.
      detached: true,
    });
    if (file !== undefined) closeSync(file);
    else this.#pump(spec.name, running);
    child.identity = running.pid ? identify(running.pid) : undefined;
    this.#onChange(spec.name, child.identity);
    let ended = false;
    const end = (/** @type {string} */ how) => {
      if (ended) return;
      ended = true;
      child.identity = undefined;
      if (!child.stopping) this.#restart(child, how, Date.now() - begun);
    };
    running.on('error', (error) => end(error.message));
    running.on('exit', (code, signal) => end(signal ? `by ${signal}` : `with code ${code}`));
  }

  /** @param {Child} child @param {string} how @param {number} livedMs */
  #restart(child, how, livedMs) {
    child.deaths = livedMs > HEALTHY_MS ? 0 : child.deaths;
    const delay = Math.min(FIRST_DELAY_MS * 2 ** child.deaths, LONGEST_DELAY_MS);
    child.deaths += 1;
    const { name } = child.spec;
    this.#report(`${name} ended ${how}; again in ${delay / 1000} s (${this.logFile(name)})`);
    this.#onChange(name, undefined);
    child.restart = setTimeout(() => this.#spawn(child), delay);
  }

  /** @param {string} name @param {import('node:child_process').ChildProcess} running */
  #pump(name, running) {
    const log = new LogFile(this.logFile(name), this.#report);
    let open = 2;
    for (const stream of /** @type {const} */ (['stdout', 'stderr'])) {
      const input = running[stream];
      if (!input) continue;
      createInterface({ input })
        .on('line', (line) => {
          log.write(line);
          const shown = worthShowing(line, stream);
          if (shown) this.#report(`${name}: ${shown}`);
        })
        .on('close', () => {
          open -= 1;
          if (open === 0) log.end();
        });
    }
  }
}
