import { createGzip } from 'node:zlib';
import { newId } from '@renum/platform';
import { buildPlane, ChildPlane, removePlane } from '../spec/child';
import { MODEL } from '../spec/plane';
import { FakeProvider } from '../spec/provider';

const MB = 1024 * 1024;
/** One event may have 16 MB, and is put together of its pieces. */
const MOST_GROWTH = 64 * MB;

jest.setTimeout(120_000);

/** Real: the plane, in a process of its own, and all sockets. */
describe('an answer of an MCP server that has no end', () => {
  const file = buildPlane();
  afterAll(() => removePlane(file));

  it.each([false, true])('is held within its bounds (gzip: %s)', async (gzip) => {
    await using server = await new FakeProvider().start();
    server.answer = (_req, response) => {
      const encoding = gzip ? { 'content-encoding': 'gzip' } : {};
      response.writeHead(200, { 'content-type': 'text/event-stream', ...encoding });
      const res = gzip ? createGzip() : response;
      if (res !== response) res.pipe(response);
      response.on('close', () => res.destroy());
      const line = 'x'.repeat(MB);
      const more = (): void => {
        while (!res.destroyed && res.write(line));
        if (!res.destroyed) res.once('drain', more);
      };
      res.write('data: ');
      more();
    };
    const id = newId();
    await using plane = await new ChildPlane(file, {
      providerUrl: server.url,
      as: 'base-url',
      config: {
        model: { provider: 'openai-compatible', name: MODEL },
        connections: [{ connectionId: id, tools: 'all' }],
      },
      // It must end by its size: there is time for far more.
      bounds: { toolTotalMs: 30_000 },
      connection: { id, url: `${server.url}/mcp` },
    }).start();
    const calm = (await plane.ask()).held;
    const answer = await plane.post(`/mcp/${id}`, { jsonrpc: '2.0', id: 1, method: 'ping' });
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
    const { peakHeld, inFlight } = await plane.ask();
    expect((peakHeld - calm) / MB).toBeLessThan(MOST_GROWTH / MB);
    expect(inFlight).toBe(0);
    expect((await plane.call('/nowhere')).status).toBe(404);
  });
});
