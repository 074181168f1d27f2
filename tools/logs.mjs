import { existsSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { tail } from './command.mjs';

const GENERATIONS = 3;

/**
 * Puts a log aside, so that a start begins with an empty one and the former ones can be read.
 * @param {string} file
 */
export function rotate(file) {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  if (!existsSync(file) || statSync(file).size === 0) return;
  for (let age = GENERATIONS; age > 0; age -= 1) {
    const younger = age === 1 ? file : `${file}.${age - 1}`;
    if (existsSync(younger)) renameSync(younger, `${file}.${age}`);
  }
}

/**
 * @param {string} file
 * @param {number} [lines]
 */
export function lastLines(file, lines = 5) {
  return existsSync(file) ? tail(readFileSync(file, 'utf8').slice(-20_000), lines) : '';
}
