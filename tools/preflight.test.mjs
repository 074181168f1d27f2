import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { lockHolder, releaseLock, takeLock } from './lock.mjs';
import { pickPort } from './ports.mjs';
import { checkDisk, checkHome, checkPlatform, checkPort, parsePort } from './preflight.mjs';
import { identify, isAlive } from './processes.mjs';
import { externalDatabase } from './stack.mjs';
import { loadState, readState } from './state.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'renum-preflight-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const GIB = 2 ** 30;
const disk = (/** @type {number} */ bytes) => () => ({ bavail: bytes, bsize: 1 });

test('a port is a number from 1 to 65535, 3000 when none is given', () => {
  assert.equal(parsePort(undefined), 3000);
  assert.equal(parsePort('8080'), 8080);
  for (const bad of ['0', '65536', 'http', '1.5', '-1']) {
    assert.throws(() => parsePort(bad), /is no port/);
  }
});

test('a foreign platform is told what to do', () => {
  assert.throws(() => checkPlatform('win32'), /use WSL 2/);
});

test('a home that cannot be made names the variable', () => {
  const file = path.join(folder, 'file');
  writeFileSync(file, '');
  assert.throws(() => checkHome(path.join(file, 'below')), /RENUM_HOME=<path> npm start/);
});

test('a full disk is refused before anything is written, a later start needs less', () => {
  const state = path.join(folder, 'disk-state.json');
  assert.throws(() => checkDisk(folder, state, disk(GIB)), /Only 1\.0 GiB .* 3\.0 GiB/);
  checkDisk(folder, state, disk(4 * GIB));
  writeFileSync(state, '{}');
  checkDisk(folder, state, disk(GIB));
  assert.throws(() => checkDisk(folder, state, disk(0)), /Free some space/);
});

test('a taken port and a foreign address are one line each', async () => {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = /** @type {net.AddressInfo} */ (server.address());
  await assert.rejects(checkPort(port, '127.0.0.1'), /is taken by another program/);
  assert.notEqual(await pickPort(port), port);
  await new Promise((resolve) => server.close(resolve));
  assert.equal(await pickPort(port), port);
  assert.notEqual(await pickPort(port, new Set([port])), port);
  await assert.rejects(checkPort(port, '192.0.2.1'), /no address of this machine/);
});

test('one holder at a time; a dead one holds nothing', () => {
  const file = path.join(folder, 'lock');
  writeFileSync(file, JSON.stringify({ pid: process.pid, started: 'another life' }));
  assert.equal(lockHolder(file), undefined);
  assert.equal(takeLock(file), undefined);
  assert.equal(takeLock(file)?.pid, process.pid);
  releaseLock(file);
  assert.equal(lockHolder(file), undefined);
});

test('a process is its number and its birth', () => {
  const self = identify(process.pid);
  assert.ok(isAlive(self));
  assert.equal(isAlive({ ...self, started: `${self.started}0` }), false);
  assert.equal(isAlive({ pid: 2 ** 22 + 1, started: '' }), false);
});

test('a state keeps what it has and gains what is new', () => {
  const file = path.join(folder, 'state', 'state.json');
  const first = loadState(file);
  assert.match(first.installationId, /^[0-9a-f]{16}$/);
  assert.equal(Buffer.from(first.dataPlaneKey, 'base64').length, 32);
  const passwords = Object.values(first.passwords);
  assert.equal(new Set(passwords).size, passwords.length);
  for (const password of passwords) assert.match(password, /^[A-Za-z0-9]{24}$/);
  assert.deepEqual(loadState(file), first);
  writeFileSync(file, '{ half');
  assert.throws(() => readState(file), /is damaged/);
});

test('a database of one’s own is named whole or not at all', () => {
  assert.equal(externalDatabase({}), undefined);
  assert.throws(() => externalDatabase({ DATABASE_URL: 'x' }), /DATABASE_OWNER_URL and DATABASE_P/);
  const urls = { DATABASE_OWNER_URL: 'o', DATABASE_URL: 'a', DATABASE_PLATFORM_URL: 'p' };
  assert.deepEqual(externalDatabase(urls), { ownerUrl: 'o', appUrl: 'a', platformUrl: 'p' });
});
