/**
 * The load generator, a process of its own: raw sockets and a minimal reader of HTTP/1.1, so that it
 * costs less than what it measures. One JSON argument in, one JSON line out.
 *
 *   mode `requests`: closed loop on `connections` sockets for `seconds` → requests/s and latency
 *   mode `streams`:  `count` event streams, `connections` at a time → time to the first event
 */
import { connect } from 'node:net';

/**
 * @typedef {object} Job
 * @property {'requests' | 'streams'} mode
 * @property {number} [port] on loopback
 * @property {string} [socketPath] instead of a port: a sandbox's door
 * @property {string} path
 * @property {string} body
 * @property {Record<string, string>} [headers]
 * @property {number} connections
 * @property {number} [seconds]
 * @property {number} [warmUpCalls]
 * @property {number} [count]
 */

/** @type {Job} */
const job = JSON.parse(process.argv[2] ?? '{}');
const latencies = /** @type {number[]} */ ([]);
const statuses = /** @type {Record<string, number>} */ ({});
const head = Object.entries({
  host: 'bench',
  'content-type': 'application/json',
  'content-length': String(Buffer.byteLength(job.body)),
  ...job.headers,
});
const request = Buffer.from(
  `POST ${job.path} HTTP/1.1\r\n${head.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${job.body}`,
);

let counting = job.mode === 'streams';
let over = false;
let left = job.count ?? Infinity;
let done = 0;

/** One answer after the other on one connection. */
function drive() {
  return new Promise((resolve, reject) => {
    const socket = job.socketPath ? connect(job.socketPath) : connect(job.port ?? 0, '127.0.0.1');
    socket.setNoDelay(true);
    let text = '';
    let startedAt = 0;
    let firstAt = 0;
    const next = () => {
      if (over || left <= 0) return socket.end(resolve);
      left -= 1;
      text = '';
      firstAt = 0;
      startedAt = performance.now();
      socket.write(request);
    };
    socket.on('connect', next);
    socket.on('error', reject);
    socket.on('close', () => (over || left <= 0 ? resolve(undefined) : reject(new Error('cut'))));
    socket.on('data', (chunk) => {
      text += chunk.latin1Slice();
      const body = text.indexOf('\r\n\r\n') + 4;
      if (body < 4) return;
      if (firstAt === 0 && (job.mode === 'requests' || text.includes('data:', body))) {
        firstAt = performance.now();
      }
      if (!isWhole(text, body)) return;
      done += 1;
      const status = text.slice(9, 12);
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (counting)
        latencies.push((job.mode === 'requests' ? performance.now() : firstAt) - startedAt);
      next();
    });
  });
}

/** @param {string} text @param {number} body where it begins */
function isWhole(text, body) {
  const at = text.indexOf('ontent-', 0);
  const match = /content-length: (\d+)/i.exec(at >= 0 && at < body ? text.slice(0, body) : '');
  if (match) return text.length - body >= Number(match[1]);
  return text.endsWith('0\r\n\r\n');
}

/** @param {number} seconds */
const sleep = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

const all = Promise.all(Array.from({ length: job.connections }, drive));
let seconds = 0;
if (job.mode === 'requests') {
  // By calls, not by time: what matters is that the compiler has seen enough of them.
  for (let waited = 0; waited < 20 && done < (job.warmUpCalls ?? 20_000); waited += 0.1)
    await sleep(0.1);
  counting = true;
  process.stdout.write('{"phase":"measuring"}\n');
  const from = performance.now();
  await sleep(job.seconds ?? 5);
  seconds = (performance.now() - from) / 1000;
  counting = false;
  process.stdout.write('{"phase":"measured"}\n');
  over = true;
}
await all;
latencies.sort((a, b) => a - b);
const at = (/** @type {number} */ share) =>
  latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
process.stdout.write(
  `${JSON.stringify({ count: latencies.length, seconds, statuses, p50: at(0.5), p99: at(0.99) })}\n`,
);
