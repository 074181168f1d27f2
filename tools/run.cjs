#!/usr/bin/env node
'use strict';
/**
 * Runs a command of this repository on the Node it needs: `node tools/run.cjs <bin> [args…]`.
 *
 * CommonJS and old syntax on purpose: it starts on whatever Node >= 18 the machine has, brings
 * node_modules in line with the lock file, and hands over to the Node binary that npm installed.
 */
const { spawn } = require('node:child_process');
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.resolve(__dirname, '..');
const MODULES = path.join(ROOT, 'node_modules');
const STAMP = path.join(MODULES, '.renum-lock-hash');
// Beside node_modules, not inside it: `npm ci` deletes that folder while the lock is held.
const MUTEX = path.join(ROOT, '.npm-ci.lock');
const MINIMUM = [24, 15];
const OFFLINE = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED/;

function fail(message) {
  process.stderr.write('renum: ' + message + '\n');
  process.exit(1);
}

function wantedStamp() {
  const hash = createHash('sha256');
  for (const file of ['package-lock.json', 'package.json']) {
    const text = fs.readFileSync(path.join(ROOT, file), 'utf8');
    // Only what decides the tree counts: editing an npm script must not reinstall it.
    hash.update(file === 'package.json' ? installedParts(JSON.parse(text)) : text);
  }
  return hash.digest('hex');
}

function installedParts(manifest) {
  const keys = ['dependencies', 'devDependencies', 'optionalDependencies', 'overrides'];
  return JSON.stringify(keys.concat('allowScripts').map((key) => manifest[key]));
}

function isInstalled(stamp) {
  try {
    return fs.readFileSync(STAMP, 'utf8').trim() === stamp;
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
    return false;
  }
}

/**
 * Tells whether a plain `npm install` has already brought the tree in line: npm records what it
 * installed, so a developer who adds a package does not pay for a whole `npm ci` after it.
 */
function treeMatchesLock() {
  const read = (file) => JSON.parse(fs.readFileSync(file, 'utf8')).packages;
  const record = path.join(MODULES, '.package-lock.json');
  if (!fs.existsSync(record)) return false;
  const have = read(record);
  const want = read(path.join(ROOT, 'package-lock.json'));
  const fits = ([at, { version, optional, devOptional }]) =>
    at === '' || (have[at] ? have[at].version === version : optional || devOptional);
  return Object.keys(have).every((at) => want[at]) && Object.entries(want).every(fits);
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Takes the install lock, or tells that another process holds it. A dead holder is pushed aside. */
function takeMutex() {
  try {
    fs.writeFileSync(MUTEX, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  let holder;
  try {
    holder = fs.readFileSync(MUTEX, 'utf8');
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return false;
  }
  // An empty file is a holder between open and write; it is stale only when it stays that way.
  const age =
    Date.now() - (fs.statSync(MUTEX, { throwIfNoEntry: false }) || { mtimeMs: 0 }).mtimeMs;
  if (holder ? !isAlive(Number(holder)) : age > 10000) {
    // Rename, so that of several waiters only one removes the stale lock.
    const aside = MUTEX + '.' + process.pid;
    try {
      fs.renameSync(MUTEX, aside);
      // A faster waiter may have replaced the stale lock since we read it: give that one back.
      if (fs.readFileSync(aside, 'utf8') === holder) fs.unlinkSync(aside);
      else fs.renameSync(aside, MUTEX);
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
  }
  return false;
}

function releaseMutex() {
  fs.rmSync(MUTEX, { force: true });
}

function npmCi() {
  return new Promise((resolve, reject) => {
    const quiet = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
    const child = spawn('npm', quiet, {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'pipe'],
      shell: process.platform === 'win32',
    });
    let stderr = '';
    child.stderr.on('data', (chunk) => (stderr = (stderr + chunk).slice(-8000)));
    child.on('error', (error) => reject(new Error('npm could not be started: ' + error.message)));
    child.on('close', (code) => {
      if (code === 0) return resolve();
      const hint = OFFLINE.test(stderr)
        ? 'The npm registry cannot be reached. Connect to the network (or set npm config "registry" to a mirror) and start again.'
        : stderr.trim() || 'npm ci ended with code ' + code;
      reject(new Error('Installing packages failed. ' + hint));
    });
  });
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Through a link, `npm ci` would empty the folder of another checkout, under whoever runs there. */
function mustBeOurs() {
  const found = fs.lstatSync(MODULES, { throwIfNoEntry: false });
  if (!found || !found.isSymbolicLink()) return;
  fail(
    'node_modules is a link to ' + fs.readlinkSync(MODULES) + '. Remove the link and try again.',
  );
}

async function ensureInstalled() {
  const stamp = wantedStamp();
  let told = false;
  while (!isInstalled(stamp)) {
    mustBeOurs();
    if (!takeMutex()) {
      if (!told) process.stderr.write('renum: waiting for another install to finish …\n');
      told = true;
      await sleep(250);
      continue;
    }
    try {
      if (isInstalled(stamp)) return;
      if (treeMatchesLock()) return fs.writeFileSync(STAMP, stamp + '\n');
      process.stderr.write('renum: installing packages (about a minute the first time) …\n');
      const begun = Date.now();
      await npmCi();
      fs.writeFileSync(STAMP, stamp + '\n');
      process.stderr.write(
        'renum: packages installed in ' + Math.round((Date.now() - begun) / 1000) + ' s\n',
      );
    } finally {
      releaseMutex();
    }
  }
}

function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1]);
}

function findNode() {
  const packaged = path.join(MODULES, `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (fs.existsSync(packaged)) return packaged;
  if (isNewEnough(process.versions.node)) return process.execPath;
  return fail(
    `Node ${MINIMUM.join('.')} or newer is needed and npm has no binary for ` +
      `${process.platform}-${process.arch}. Install it and start again (this is ${process.version}).`,
  );
}

/** Maps the command word to a program and the arguments that go before the caller's own. */
function resolveCommand(name, node) {
  if (name === 'node') return [node];
  if (name === 'jest') {
    // Nest 12 and MikroORM 7 are ESM-only; Jest can require() them only with this flag.
    const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
    return [node, ...flags, path.join(MODULES, 'jest', 'bin', 'jest.js')];
  }
  const bin = path.join(MODULES, '.bin', name);
  return [fs.existsSync(bin) ? bin : name];
}

function run(words) {
  const node = findNode();
  const folders = [path.dirname(node), path.join(MODULES, '.bin'), process.env.PATH];
  const env = Object.assign({}, process.env, { PATH: folders.join(path.delimiter) });
  const [program, ...before] = resolveCommand(words[0], node);
  const child = spawn(program, before.concat(words.slice(1)), { stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to the child as well; a second one would read as "do not wait".
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('error', (error) => fail('cannot start "' + words[0] + '": ' + error.message));
  child.on('exit', (code, signal) => {
    if (!signal) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

const words = process.argv.slice(2);
if (words.length === 0) fail('usage: node tools/run.cjs <command> [arguments]');
process.on('exit', () => {
  // fail() inside the install, or a signal, must not leave the lock behind for the next start.
  if (fs.existsSync(MUTEX) && fs.readFileSync(MUTEX, 'utf8') === String(process.pid))
    releaseMutex();
});
ensureInstalled().then(
  () => run(words),
  (error) => fail(error.message),
);
