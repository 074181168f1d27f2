/**
 * Fills a month of usage and asks about it; bundled by lib/bundle.mjs. Says what it does in lines that
 * begin with a dot, and what it measured in its last line, as JSON.
 */
import { randomUUID } from 'node:crypto';
import { InvoiceDesk, PgUsageSink, UsageExplorer } from '@renum/billing';
import {
  createDatabase,
  createOrm,
  createRoles,
  PlatformDatabase,
  runMigrations,
  urlOf,
  withConnection,
} from '@renum/database';
import { UsageMonth } from '../lib/usage-month.mjs';

const [adminUrl = '', wanted = '5000000'] = process.argv.slice(2);
const EVENTS = Number(wanted);
const BATCH = 1_000;
/** So many are written as under load, and measured; the rest in larger statements. */
const MEASURED = Math.min(EVENTS, 300_000);
const FILL_BATCH = 20_000;
/** As many processes write in an installation of some size. */
const WRITERS = 2;
const say = (/** @type {string} */ text) => process.stdout.write(`· ${text}\n`);

const NAME = 'bench_usage';
const url = (/** @type {string} */ role) =>
  urlOf(adminUrl, { database: NAME, role, password: 'bench' });
await createRoles(adminUrl, { owner: 'bench', app: 'bench', platform: 'bench' });
await createDatabase(adminUrl, NAME);
await runMigrations(url('renum_owner'));
const orm = await createOrm({ name: 'bench', url: url('renum_platform'), poolSize: WRITERS + 1 });
const database = new PlatformDatabase(orm);
const asAdmin = (/** @type {string} */ sql) =>
  withConnection(adminUrl.replace(/\/[^/]*$/, `/${NAME}`), (em) => em.execute(sql));

const month = new UsageMonth(EVENTS);
await month.prepare(database);
await asAdmin(`select ensure_usage_month('${month.first.toISOString().slice(0, 10)}')`);

const sink = new PgUsageSink(database);
/** @param {number} from @param {number} to @param {number} batch */
async function write(from, to, batch) {
  let next = from;
  const begun = performance.now();
  const work = async () => {
    for (let at = next; at < to; at = next) {
      next = Math.min(at + batch, to);
      const refused = await sink.write(month.rows(at, next));
      if (refused.length > 0) throw new Error(refused[0].message);
      if (at % 100_000 === 0) say(`${at} of ${EVENTS} events`);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, work));
  return { rows: to - from, ...rate(to - from, begun) };
}
const ours = [{ name: `Renum, ${BATCH} a statement`, ...(await write(0, MEASURED, BATCH)) }];
if (MEASURED < EVENTS)
  ours.push({
    name: `Renum, ${FILL_BATCH} a statement`,
    ...(await write(MEASURED, EVENTS, FILL_BATCH)),
  });

say('COPY of the same rows');
const copied = await copies();
await asAdmin('vacuum analyze');

say('questions');
const explorer = new UsageExplorer(undefined, database);
const span = { from: month.first, to: new Date(month.first.getTime() + 30 * 86_400_000) };
const questions = [];
for (const groupBy of ['day', 'agent', 'member', 'provider', 'model', 'kind']) {
  for (const bucket of groupBy === 'day' ? ['day'] : [undefined, 'day']) {
    const question = { ...span, timeZone: 'UTC', groupBy, bucket, top: 8, measure: 'cost' };
    const times = [];
    let view;
    for (let round = 0; round < 5; round += 1) {
      const asked = performance.now();
      view = await explorer.exploreAll({ ...question, tenantId: month.tenantId });
      times.push(performance.now() - asked);
    }
    const name = bucket && groupBy !== 'day' ? `by ${groupBy}, a day each` : `by ${groupBy}`;
    questions.push({ name, rows: view.rows.length, ms: times.toSorted((a, b) => a - b)[2] });
  }
}

say('invoice');
const desk = new InvoiceDesk(database, { record: () => Promise.resolve() });
const asked = performance.now();
const draft = await desk.draft(month.tenantId, month.name, randomUUID());
const ms = performance.now() - asked;
const [sum] = await database.transaction((em) =>
  em.execute('select sum(charge_nano)::text as nano from usage_charges where tenant_id = ?', [
    month.tenantId,
  ]),
);
const invoice = {
  ms,
  lines: draft.lines.length,
  invoiceNano: draft.usage.nano,
  chargesNano: sum.nano,
  expectedNano: String(month.chargeNano),
};
await orm.close();
process.stdout.write(
  `${JSON.stringify({ events: EVENTS, writers: [...copied, ...ours], questions, invoice })}\n`,
);

/** The same rows by PostgreSQL's own bulk way: into a bare table, and into one with the same indexes. */
async function copies() {
  const [place] = await asAdmin('show data_directory');
  const file = `${place.data_directory}/${NAME}.copy`;
  await asAdmin(`copy (select * from usage_events) to '${file}'`);
  const results = [];
  for (const [name, like] of [
    ['COPY, bare table', 'usage_events'],
    ['COPY, the same indexes', 'usage_events including indexes'],
  ]) {
    await asAdmin(`drop table if exists copied; create table copied (like ${like})`);
    const started = performance.now();
    await asAdmin(`copy copied from '${file}'`);
    results.push({ name, rows: EVENTS, ...rate(EVENTS, started) });
  }
  await asAdmin('drop table copied');
  return results;
}

/** @param {number} rows @param {number} since */
function rate(rows, since) {
  return { perSecond: (rows * 1000) / (performance.now() - since) };
}
