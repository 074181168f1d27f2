import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { nodeBinary } from '../../tools/paths.mjs';

/** The core of whatever is measured, and the core of everything around it. */
export const SUBJECT_CORE = 0;
export const OTHER_CORE = 1;

/** @type {Set<import('node:child_process').ChildProcess>} */
const alive = new Set();

/**
 * Starts a program on one core.
 * @param {number} core
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
export function startOn(core, program, args, env = process.env) {
  const child = spawn('taskset', ['-c', String(core), program, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  alive.add(child);
  child.on('exit', () => alive.delete(child));
  return child;
}

/** @param {number} core @param {string[]} args @param {NodeJS.ProcessEnv} [env] */
export const startNode = (core, args, env) => startOn(core, nodeBinary(), args, env);

/** @param {import('node:child_process').ChildProcess} child */
export async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(timer);
}

export const stopAll = () => Promise.all([...alive].map(stop));

/** @param {number | string} address a port on loopback, or a socket's path */
export async function listening(address, timeoutMs = 30_000) {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const open = await new Promise((resolve) => {
      const socket = typeof address === 'string' ? connect(address) : connect(address, '127.0.0.1');
      socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    if (open) return;
    if (Date.now() > deadline) throw new Error(`nothing listens on ${address}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Ticks of the kernel's clock; 100 a second on every Linux that we know. */
const TICK_US = 10_000;

/**
 * Processor time of a process and its children, user and system, in microseconds.
 * @param {number} pid
 * @returns {number}
 */
export function cpuMicroseconds(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const own = (Number(fields[11]) + Number(fields[12])) * TICK_US;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  const pids = children === '' ? [] : children.split(' ').map(Number);
  return pids.reduce((sum, child) => sum + cpuMicroseconds(child), own);
}
