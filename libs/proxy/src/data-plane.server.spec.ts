import type { ServerResponse } from 'node:http';
import { DataPlaneServer } from './data-plane.server';

/** D3: what is under way may end, and what does not end is cut in time. */
describe('a data plane that stops', () => {
  const HOST = '127.0.0.1';

  async function setUp() {
    const open = new Set<ServerResponse>();
    const server = new DataPlaneServer(
      (_req, res) => {
        open.add(res);
        res.on('close', () => open.delete(res));
        res.write('begun ');
      },
      () => open.size,
    );
    const { port } = await server.listen({ host: HOST, port: 0 });
    const url = `http://${HOST}:${port}/x`;
    const answer = await fetch(url);
    return { server, url, answer, end: () => open.forEach((res) => res.end('ended')) };
  }

  it('lets a call end, and takes no new one', async () => {
    const { server, url, answer, end } = await setUp();
    const closed = server.close(10_000);
    await expect(fetch(url)).rejects.toThrow();
    setTimeout(end, 150);
    expect(await answer.text()).toBe('begun ended');
    await closed;
  });

  it('cuts a call that does not end', async () => {
    const { server, answer } = await setUp();
    const begun = performance.now();
    await server.close(200);
    // The call by itself has no end, and the process that stops has 30 s.
    expect(performance.now() - begun).toBeLessThan(15_000);
    await expect(answer.text()).rejects.toThrow();
  });
});
