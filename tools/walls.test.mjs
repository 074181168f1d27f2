import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ESLint } from 'eslint';
import { ROOT } from './paths.mjs';

/** Only the rules that are walls; the rest of the configuration needs a whole program. */
const WALLS = ['no-restricted-syntax', 'no-restricted-imports'];

const eslint = new ESLint({ cwd: ROOT, ruleFilter: ({ ruleId }) => WALLS.includes(ruleId) });

/**
 * @param {string} file A real file, whose place in the house decides what it may say.
 * @param {string} text
 */
async function complaints(file, text) {
  const [result] = await eslint.lintText(text, { filePath: file });
  return (result?.messages ?? []).map(({ message }) => message).join('\n');
}

const DOMAIN = 'libs/vault/src/vault.service.ts';
const APP = 'apps/api/src/app.module.ts';

for (const call of ['getConnection', 'getDriver', 'getKysely', 'getKnex'])
  test(`T4: nobody beside the database room calls ${call}()`, async () => {
    const text = `export const raw = (em: any) => em.${call}();\n`;
    for (const file of [DOMAIN, APP]) assert.match(await complaints(file, text), /tenant session/);
    assert.doesNotMatch(await complaints('libs/database/src/tokens.ts', text), /tenant session/);
  });

test('T4: nobody beside the database room brings a driver of their own', async () => {
  const imports = ['pg', 'kysely', 'knex', '@mikro-orm/sql'].map((name) => `own from '${name}'`);
  const orm = ['core', 'postgresql'].map((part) => `{ MikroORM as own } from '@mikro-orm/${part}'`);
  for (const each of [...imports, ...orm]) {
    const text = `import ${each};\nexport default own;\n`;
    for (const file of [DOMAIN, APP]) assert.match(await complaints(file, text), /tenant session/);
  }
});

test('the environment is read in one file an app', async () => {
  const text = 'export const home = process.env.HOME;\n';
  for (const file of [DOMAIN, APP]) assert.match(await complaints(file, text), /environment/);
  assert.equal(await complaints('apps/api/src/env.ts', text), '');
});

test('only the sandbox room speaks to Docker, and domains know no HTTP framework', async () => {
  const docker = `import Docker from 'dockerode';\nexport default Docker;\n`;
  assert.match(await complaints('apps/worker/src/drain.ts', docker), /port of @renum\/sandbox/);
  const http = `import express from 'express';\nexport default express;\n`;
  assert.match(await complaints(DOMAIN, http), /HTTP belongs to the app/);
});
