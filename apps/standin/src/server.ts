import { AsyncLocalStorage } from 'node:async_hooks';
import { createServer, type ServiceFixtures } from '@copilotkit/aimock';
import type { StandinConfig } from './env';
import { EXTRA_PATHS, extrasMount, statsMount } from './mounts';
import { routeOf, type StandinProvider } from './routes';
import { answerTo } from './script/answer';
import { ROW_LEVEL_SECURITY, UNSCRIPTED_RESULTS } from './script/sources';
import { Stats } from './stats';

export interface Standin {
  url: string;
  stats: Stats;
  stop(): Promise<void>;
}

const CHUNK_CHARACTERS = 16;

/** Serves the OpenAI, Anthropic and Tavily APIs from the script, on one loopback port. */
export const startStandin = async (config: StandinConfig): Promise<Standin> => {
  const stats = new Stats();
  // Which provider's count a scripted answer belongs to; aimock's own request does not say.
  const provider = new AsyncLocalStorage<StandinProvider>();

  const scripted = {
    match: {},
    response: (request: Parameters<typeof answerTo>[0]) => {
      const { response, tokens } = answerTo(request);
      const called = provider.getStore();
      if (called) stats.countTokens(called, tokens);
      return response;
    },
  };
  const services: ServiceFixtures = {
    search: [
      { match: /row[- ]level security/i, results: ROW_LEVEL_SECURITY.map(withoutFact) },
      { match: /.*/s, results: UNSCRIPTED_RESULTS },
    ],
    rerank: [],
    moderation: [],
  };
  const { server, url } = await createServer(
    [scripted],
    {
      port: config.port,
      host: config.host,
      latency: config.delayMs,
      chunkSize: CHUNK_CHARACTERS,
      logLevel: 'warn',
      journalMaxEntries: 50,
    },
    [
      { path: '/standin', handler: statsMount(stats) },
      { path: '/extras', handler: extrasMount },
    ],
    services,
  );
  // Runs before aimock's own listener, which then sees the provider's own path.
  server.prependListener('request', (request) => {
    const route = routeOf(request.url ?? '');
    if (!route) return;
    stats.countRequest(route.provider, request);
    provider.enterWith(route.provider);
    const path = route.url.split('?')[0] ?? route.url;
    request.url = EXTRA_PATHS.get(`${request.method} ${route.provider} ${path}`) ?? route.url;
  });

  const stop = (): Promise<void> =>
    new Promise((resolve, reject) => {
      server.close((error) => (error ? reject(error) : resolve()));
      server.closeAllConnections();
    });
  return { url, stats, stop };
};

const withoutFact = ({ title, url, content, score }: (typeof ROW_LEVEL_SECURITY)[number]) => ({
  title,
  url,
  content,
  ...(score === undefined ? {} : { score }),
});
