import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from '../../tools/command.mjs';
import { ROOT } from '../../tools/paths.mjs';
import { startNode } from './processes.mjs';

const PACKAGE = '@portkey-ai/gateway';
const VERSION = '1.15.2';
const FOLDER = path.join(ROOT, '.renum', 'bench-peers', `portkey-${VERSION}`);
const PROGRAM = path.join(FOLDER, 'node_modules', PACKAGE, 'build', 'start-server.js');

/** Portkey's gateway as npm has it, beside the repository: it is measured, and no part of ours. */
export async function ensurePortkey() {
  if (existsSync(PROGRAM)) return;
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(path.join(FOLDER, 'package.json'), '{"private":true}\n');
  const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel', 'error'];
  const args = ['install', '--prefix', FOLDER, ...quiet, `${PACKAGE}@${VERSION}`];
  const done = await run('npm', args, { cwd: FOLDER });
  if (done.code !== 0) throw new Error(`npm could not fetch ${PACKAGE}: ${done.output}`);
}

/** @param {number} core @param {number} port */
export const startPortkey = (core, port) =>
  startNode(core, [PROGRAM, `--port=${port}`, '--headless'], {
    ...process.env,
    NODE_ENV: 'production',
  });

/**
 * The key of the caller goes on to a host of the caller's choice, as a Portkey without its control
 * plane is used. What it merely passes on fails on Node (`immutable` headers), so it is asked for a
 * completion; it gets the same answer as the others.
 * @param {number} upstream
 */
export const portkeyHeaders = (upstream) => ({
  authorization: 'Bearer secret',
  'x-portkey-provider': 'openai',
  'x-portkey-custom-host': `http://127.0.0.1:${upstream}/tavily`,
});
