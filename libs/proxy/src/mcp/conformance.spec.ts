import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { MODEL, SpecPlane } from '../spec/plane';
import { conformanceTools } from './spec/conformance-tools';
import { connectionTo } from './spec/connection';
import { Forwarder } from './spec/forwarder';
import { McpServerOnLoopback } from './spec/mcp-server';

const checks = z.array(z.object({ id: z.string(), status: z.string() }));
const manifest = createRequire(__filename).resolve(
  '@modelcontextprotocol/conformance/package.json',
);
const SUITE = join(dirname(manifest), 'dist/index.js');

/** Runs the official suite against a URL. Answers each scenario's checks, without its remarks. */
async function conformance(url: string): Promise<Map<string, string[]>> {
  const folder = mkdtempSync(join(tmpdir(), 'renum-conformance-'));
  const args = [SUITE, 'server', '--url', url, '--suite', 'all', '-o', folder];
  const run = spawn(process.execPath, args, { stdio: 'ignore' });
  await new Promise((resolve) => run.on('close', resolve));
  const results = new Map<string, string[]>();
  for (const name of readdirSync(folder)) {
    const found = checks.parse(JSON.parse(readFileSync(join(folder, name, 'checks.json'), 'utf8')));
    const scenario = name.replace(/^server-/, '').replace(/-\d{4}-\d{2}-\d{2}T.*$/, '');
    const said = found.filter(({ status }) => status !== 'INFO');
    results.set(
      scenario,
      said.map(({ id, status }) => `${id}: ${status}`),
    );
  }
  rmSync(folder, { recursive: true });
  return results;
}

/** Real: the official conformance suite, a server by the official SDK, the whole data plane. */
describe('the MCP conformance suite', () => {
  it('says of every scenario through Renum what it says directly', async () => {
    await using server = await new McpServerOnLoopback().start();
    const connection = connectionTo(`${server.origin}/mcp`, conformanceTools());
    const grant = { connectionId: connection.id, tools: 'all' as const };
    await using plane = await new SpecPlane({
      providerUrl: server.origin,
      config: { model: { provider: 'openai-compatible', name: MODEL }, connections: [grant] },
    }).start();
    plane.mcp.connections.set(connection.id, connection);
    await using forwarder = await new Forwarder({
      port: plane.port,
      token: plane.token,
      path: `/mcp/${connection.id}`,
    }).start();

    const directly = await conformance(`${server.origin}/mcp`);
    const through = await conformance(forwarder.url);
    expect(Object.fromEntries(through)).toEqual(Object.fromEntries(directly));
    const passed = [...through.values()].filter(
      (said) => said.length > 0 && said.every((line) => line.endsWith('SUCCESS')),
    );
    expect(passed.length).toBe(31);
  }, 240_000);
});
