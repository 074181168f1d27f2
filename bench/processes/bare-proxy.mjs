/**
 * The least that a proxy on Node can do: node:http in front, undici's dispatch behind, one header
 * added. No identity, policy, budget, journal, vault, scrubbing or metering.
 */
import { createServer } from 'node:http';
import { Pool } from 'undici';

const [port, upstreamPort] = process.argv.slice(2).map(Number);
const pool = new Pool(`http://127.0.0.1:${upstreamPort}`, { connections: 256 });
const HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'host', 'content-length']);

createServer((req, res) => {
  /** @type {Buffer[]} */
  const chunks = [];
  req.on('data', (chunk) => chunks.push(chunk));
  req.on('end', () => {
    const headers = ['authorization', 'Bearer secret'];
    for (const [name, value] of Object.entries(req.headers)) {
      if (!HOP.has(name)) headers.push(name, String(value));
    }
    const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
    const options = { path: req.url ?? '/', method: req.method ?? 'GET', headers, body };
    pool.dispatch(options, new Answer(res));
  });
}).listen(port, '127.0.0.1');

/** @implements {import('undici').Dispatcher.DispatchHandler} */
class Answer {
  /** @type {Buffer[]} */
  whole = [];
  streams = false;

  /** @param {import('node:http').ServerResponse} res */
  constructor(res) {
    this.res = res;
  }

  onRequestStart() {}

  /**
   * @param {unknown} _controller
   * @param {number} status
   * @param {import('node:http').IncomingHttpHeaders} headers
   */
  onResponseStart(_controller, status, headers) {
    this.status = status;
    const kept = Object.entries(headers).filter(([name]) => !HOP.has(name));
    this.headers = kept.flatMap(([name, value]) => [name, String(value)]);
    this.streams = String(headers['content-type']).startsWith('text/event-stream');
    if (this.streams) this.res.writeHead(status, this.headers);
  }

  /** @param {unknown} _controller @param {Buffer} chunk */
  onResponseData(_controller, chunk) {
    if (this.streams) this.res.write(chunk);
    else this.whole.push(chunk);
  }

  onResponseEnd() {
    if (this.streams) return void this.res.end();
    const body = this.whole.length === 1 ? this.whole[0] : Buffer.concat(this.whole);
    const length = ['content-length', String(body?.length ?? 0)];
    this.res.writeHead(this.status ?? 502, [...(this.headers ?? []), ...length]);
    this.res.end(body);
  }

  onResponseError() {
    this.res.destroy();
  }
}
