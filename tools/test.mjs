/**
 * `npm test`: everything that must hold, on real services. Stops at the first step that fails and
 * closes with "N passed, N failed".
 *
 *   npm test -- --only lint|test|e2e     one part
 *   npm test -- --project vault          one project
 */
import { parseArgs } from 'node:util';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { ensureChromium } from './chromium.mjs';
import { run, stopCommands } from './command.mjs';
import { step } from './console.mjs';
import { countTests, failedTests } from './counts.mjs';
import { ROOT } from './paths.mjs';
import { describe, Problem } from './problem.mjs';
import { startTestServices, startWholeRenum } from './test-services.mjs';

const { values } = parseArgs({
  options: { only: { type: 'string' }, project: { type: 'string', multiple: true } },
});
const totals = { passed: 0, failed: 0 };
/** @type {string[]} */
const failed = [];
/** @type {{name: string, seconds: number}[]} */
const timings = [];
/** @type {import('./test-services.mjs').Services['stop'][]} */
const cleanUps = [];

const wants = (/** @type {string} */ part) => !values.only || values.only === part;
const whole = !values.project;

/**
 * One step: its output goes through as it comes, its tests are counted, its failure ends the run.
 * @param {string} name
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [extra]
 */
async function stage(name, program, args, extra) {
  console.log(`\n── ${name}`);
  const begun = Date.now();
  const done = await run(program, args, {
    cwd: ROOT,
    env: { ...process.env, NX_TUI: 'false', ...extra },
    onText: (text) => process.stdout.write(text),
  });
  const counted = countTests(done.output);
  totals.passed += counted.passed;
  totals.failed += counted.failed;
  failed.push(...failedTests(done.output));
  timings.push({ name, seconds: (Date.now() - begun) / 1000 });
  if (done.code !== 0) throw new Problem(`Failed: ${name}`);
}

/**
 * @param {string} name
 * @param {string[]} targets
 * @param {NodeJS.ProcessEnv} [extra]
 * @param {number} [parallel]
 */
function nx(name, targets, extra, parallel = 2) {
  const projects = values.project ? ['-p', values.project.join(',')] : [];
  const style = ['--output-style=static', `--parallel=${parallel}`];
  return stage(name, 'nx', ['run-many', '-t', ...targets, ...projects, ...style], extra);
}

async function lint() {
  if (whole) await stage('format', 'prettier', ['--check', '.']);
  await nx('lint and types', ['lint', 'typecheck']);
}

async function unitAndIntegration() {
  console.log('\n── services');
  const services = await startTestServices();
  cleanUps.push(services.stop);
  if (whole) {
    const folder = path.join(ROOT, 'tools');
    const files = readdirSync(folder).filter((file) => file.endsWith('.test.mjs'));
    const paths = files.map((file) => path.join(folder, file));
    await stage('bootstrap', process.execPath, ['--test', '--test-reporter=spec', ...paths]);
  }
  // What a test says of the services holds for these services, not for those of an earlier run.
  await nx('unit and integration', ['test'], { ...services.env, NX_SKIP_NX_CACHE: 'true' });
}

async function endToEnd() {
  await nx('build', ['build']);
  console.log('\n── browser and platform');
  const CHROMIUM_PATH = await step('Chromium', ensureChromium);
  const renum = await startWholeRenum({ CHROMIUM_PATH });
  cleanUps.push(renum.stop);
  // One after the other: one of them kills the worker that the other is looking at.
  await nx('end to end', ['e2e'], { ...renum.env, CHROMIUM_PATH }, 1);
}

/** @param {boolean} keepLogs */
async function cleanUp(keepLogs) {
  for (const stop of cleanUps.splice(0).reverse()) await stop(keepLogs);
}

let stopped = false;
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.on(signal, () => {
    if (stopped) return;
    stopped = true;
    stopCommands();
    void cleanUp(false).then(() => process.exit(130));
  });
}

let failure;
try {
  if (wants('lint')) await lint();
  if (wants('test')) await unitAndIntegration();
  if (wants('e2e')) await endToEnd();
  if (timings.length === 0)
    throw new Problem(`--only takes lint, test or e2e, not ${values.only}.`);
} catch (error) {
  failure = error;
}
await cleanUp(failure !== undefined);
console.log('');
for (const { name, seconds } of timings)
  console.log(`${seconds.toFixed(1).padStart(7)} s  ${name}`);
if (failure) console.error(`\n${describe(failure)}`);
for (const name of failed) console.error(`  ${name}`);
console.log(`\n${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = failure ? 1 : 0;
