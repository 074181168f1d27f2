import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Mountable } from '@copilotkit/aimock';
import type { Stats } from './stats';

const json = (response: ServerResponse, status: number, body: unknown): true => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  return true;
};

/** `GET /standin/stats` shows the provider's own counts, `DELETE` sets them to zero. */
export const statsMount = (stats: Stats): Mountable => ({
  handleRequest(request: IncomingMessage, response: ServerResponse, pathname: string) {
    if (pathname !== '/stats') return Promise.resolve(json(response, 404, { error: 'not found' }));
    if (request.method === 'DELETE') stats.reset();
    return Promise.resolve(json(response, 200, stats.view()));
  },
});

/** What aimock does not serve: Anthropic's model list and token count, Tavily's usage. */
export const extrasMount: Mountable = {
  async handleRequest(request, response, pathname) {
    switch (`${request.method} ${pathname}`) {
      case 'GET /anthropic-models':
        return json(response, 200, {
          data: [
            {
              type: 'model',
              id: 'claude-sonnet-5',
              display_name: 'Local stand-in',
              created_at: '2025-01-01T00:00:00Z',
            },
          ],
          has_more: false,
          first_id: 'claude-sonnet-5',
          last_id: 'claude-sonnet-5',
        });
      case 'POST /count-tokens':
        return json(response, 200, { input_tokens: Math.ceil((await bodyLength(request)) / 4) });
      case 'GET /tavily-usage':
        return json(response, 200, {
          key: { usage: 0, limit: null },
          account: { current_plan: 'Local stand-in', plan_usage: 0, plan_limit: null },
        });
      default:
        return json(response, 404, { error: { message: 'The stand-in does not serve this path' } });
    }
  },
};

/** Paths of providers that `extrasMount` answers, as `METHOD provider path`. */
export const EXTRA_PATHS: ReadonlyMap<string, string> = new Map([
  ['GET anthropic /v1/models', '/extras/anthropic-models'],
  ['POST anthropic /v1/messages/count_tokens', '/extras/count-tokens'],
  ['GET tavily /usage', '/extras/tavily-usage'],
]);

const bodyLength = async (request: IncomingMessage): Promise<number> => {
  let length = 0;
  for await (const chunk of request) length += (chunk as Buffer).length;
  return length;
};
