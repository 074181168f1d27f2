import { dialectOf, MODEL_PROVIDERS } from '@renum/contracts';
import { ProviderCatalogue } from '../catalogue';
import { injectedInto, injectedQuery } from '../injection';
import { isPublicName } from '../manifest-faults';
import { withTokens } from '../manifest-oauth2';

const catalogue = new ProviderCatalogue();
const KEY = 'k-0123456789';
const BASIC = Buffer.from(`me:${KEY}`).toString('base64');

/** Provider, its secret, a call that is admitted, what is injected, and one that is refused. */
const TABLE: [string, string, string, string, string][] = [
  ['openai', KEY, 'POST /chat/completions', `authorization: Bearer ${KEY}`, 'POST /files'],
  ['anthropic', KEY, 'POST /v1/messages', `x-api-key: ${KEY}`, 'DELETE /v1/messages'],
  ['openai-compatible', KEY, 'GET /models', `authorization: Bearer ${KEY}`, 'POST /models'],
  ['groq', KEY, 'POST /chat/completions', `authorization: Bearer ${KEY}`, 'POST /files'],
  ['openrouter', KEY, 'POST /chat/completions', `authorization: Bearer ${KEY}`, 'POST /keys'],
  ['mistral', KEY, 'POST /embeddings', `authorization: Bearer ${KEY}`, 'DELETE /models/mine'],
  ['deepseek', KEY, 'GET /models', `authorization: Bearer ${KEY}`, 'GET /user/balance'],
  ['together', KEY, 'POST /chat/completions', `authorization: Bearer ${KEY}`, 'POST /fine-tunes'],
  ['fireworks', KEY, 'POST /embeddings', `authorization: Bearer ${KEY}`, 'POST /completions'],
  ['google', KEY, 'POST /chat/completions', `authorization: Bearer ${KEY}`, 'POST /files'],
  ['x-ai', KEY, 'POST /responses', `authorization: Bearer ${KEY}`, 'GET /api-key'],
  ['cerebras', KEY, 'POST /chat/completions', `authorization: Bearer ${KEY}`, 'POST /responses'],
  ['ollama', KEY, 'POST /chat/completions', `authorization: Bearer ${KEY}`, 'DELETE /api/delete'],
  [
    'vllm',
    KEY,
    'POST /chat/completions',
    `authorization: Bearer ${KEY}`,
    'POST /load_lora_adapter',
  ],
  ['tavily', KEY, 'POST /search', `authorization: Bearer ${KEY}`, 'POST /crawl'],
  ['firecrawl', KEY, 'POST /v2/scrape', `authorization: Bearer ${KEY}`, 'POST /v2/agent'],
  ['serper', KEY, 'POST /news', `x-api-key: ${KEY}`, 'GET /search'],
  ['serpapi', KEY, 'GET /search.json', `?api_key=${KEY}`, 'GET /search'],
  ['brave', KEY, 'GET /web/search', `x-subscription-token: ${KEY}`, 'GET /summarizer/search'],
  ['exa', KEY, 'POST /contents', `x-api-key: ${KEY}`, 'POST /websets'],
  [
    'whatsapp-cloud',
    KEY,
    'POST /1055/messages',
    `authorization: Bearer ${KEY}`,
    'POST /1055/register',
  ],
  ['slack', KEY, 'POST /chat.postMessage', `authorization: Bearer ${KEY}`, 'POST /chat.delete'],
  ['discord', KEY, 'POST /channels/1/messages', `authorization: Bot ${KEY}`, 'DELETE /channels/1'],
  ['telegram', `12:${KEY}`, 'POST /sendMessage', `/bot12:${KEY}`, 'POST /setWebhook'],
  [
    'twilio',
    `me:${KEY}`,
    'POST /Messages.json',
    `authorization: Basic ${BASIC}`,
    'DELETE /Messages/SM1.json',
  ],
  ['twilio', `me:${KEY}`, 'GET /Messages/SM1.json', '/Accounts/me', 'GET /Messages/SM1'],
  ['resend', KEY, 'POST /emails', `authorization: Bearer ${KEY}`, 'POST /api-keys'],
  ['sendgrid', KEY, 'POST /mail/send', `authorization: Bearer ${KEY}`, 'POST /api_keys'],
  ['e2b', KEY, 'DELETE /sandboxes/abc', `x-api-key: ${KEY}`, 'POST /api-keys'],
  ['daytona', KEY, 'POST /sandbox/abc/start', `authorization: Bearer ${KEY}`, 'POST /api-keys'],
  [
    'composio',
    KEY,
    'POST /tools/execute/GMAIL_SEND_EMAIL',
    `x-api-key: ${KEY}`,
    'GET /connected_accounts',
  ],
  [
    'pipedream',
    JSON.stringify({ accessToken: KEY, projectId: 'proj_1', environment: 'development' }),
    'POST /actions/run',
    'x-pd-environment: development',
    'GET /accounts',
  ],
  [
    'github',
    KEY,
    'GET /repos/a/b/contents/src/x.ts',
    `authorization: Bearer ${KEY}`,
    'DELETE /repos/a/b',
  ],
  ['gitlab', KEY, 'GET /projects/42', `private-token: ${KEY}`, 'DELETE /projects/42'],
  [
    'mcp',
    KEY,
    'GET /.well-known/oauth-protected-resource',
    `authorization: Bearer ${KEY}`,
    'POST /mcp',
  ],
  ['linear', KEY, 'POST /graphql', `authorization: ${KEY}`, 'GET /graphql'],
  [
    'langfuse',
    `me:${KEY}`,
    'GET /api/public/traces/abc',
    `authorization: Basic ${BASIC}`,
    'POST /api/public/otel/v1/traces',
  ],
  [
    'jira',
    `me:${KEY}`,
    'GET /rest/api/3/issue/A-1',
    `authorization: Basic ${BASIC}`,
    'DELETE /rest/api/3/issue/A-1',
  ],
  [
    'google-workspace',
    KEY,
    'GET /calendar/v3/calendars/primary/events',
    `authorization: Bearer ${KEY}`,
    'DELETE /drive/v3/files/1',
  ],
  ['notion', KEY, 'POST /databases/1/query', `authorization: Bearer ${KEY}`, 'DELETE /blocks/1'],
  ['airtable', KEY, 'PATCH /app1/tbl1', `authorization: Bearer ${KEY}`, 'POST /meta/bases'],
  ['airtable', KEY, 'GET /meta/bases', `authorization: Bearer ${KEY}`, 'DELETE /app1'],
  [
    'hubspot',
    KEY,
    'POST /crm/v3/objects/contacts/search',
    `authorization: Bearer ${KEY}`,
    'DELETE /crm/v3/objects/contacts/1',
  ],
  [
    'trello',
    JSON.stringify({ apiKey: KEY, token: 't-1' }),
    'POST /cards',
    `?key=${KEY}&token=t-1`,
    'DELETE /cards/1',
  ],
  [
    'elevenlabs',
    KEY,
    'POST /v1/text-to-speech/v1/stream',
    `xi-api-key: ${KEY}`,
    'DELETE /v1/voices/v1',
  ],
  ['huggingface', KEY, 'GET /models/a/b', `authorization: Bearer ${KEY}`, 'DELETE /repos/delete'],
  ['cohere', KEY, 'POST /v2/rerank', `authorization: Bearer ${KEY}`, 'POST /v2/chat'],
  ['stripe', KEY, 'POST /v1/payment_links', `authorization: Bearer ${KEY}`, 'POST /v1/payouts'],
  [
    'binance',
    JSON.stringify({ apiKey: KEY, secretKey: 's-1' }),
    'GET /api/v3/account',
    `x-mbx-apikey: ${KEY}`,
    'POST /api/v3/order',
  ],
  [
    'coinbase-exchange',
    JSON.stringify({ apiKey: 'a-1', secret: 'c2VjcmV0', passphrase: KEY }),
    'GET /products/BTC-USD/ticker',
    `cb-access-passphrase: ${KEY}`,
    'POST /orders',
  ],
  [
    'rapidapi-linkedin',
    KEY,
    'POST /person',
    `x-rapidapi-host: linkedin-data-scraper.p.rapidapi.com`,
    'GET /person',
  ],
  ['rapidapi-twitter', KEY, 'GET /tweet.php', `x-rapidapi-key: ${KEY}`, 'POST /tweet.php'],
  ['rapidapi-zillow', KEY, 'GET /mortgage/rates', `x-rapidapi-key: ${KEY}`, 'GET /mortgage'],
  [
    'rapidapi-amazon',
    KEY,
    'GET /product-details',
    `x-rapidapi-key: ${KEY}`,
    'GET /product_details',
  ],
  [
    'rapidapi-yahoo-finance',
    KEY,
    'GET /v2/markets/news',
    `x-rapidapi-key: ${KEY}`,
    'GET /api/v2/markets/news',
  ],
  [
    'rapidapi-active-jobs',
    KEY,
    'GET /active-ats-7d',
    `x-rapidapi-key: ${KEY}`,
    'GET /active-ats-24h',
  ],
];

const split = (call: string): [string, string] => call.split(' ', 2) as [string, string];

describe('the catalogue', () => {
  it.each(TABLE)(
    '%s, opened with %s, sends %s with %s and not %s',
    (id, secret, call, form, no) => {
      expect(catalogue.operation(id, ...split(call))).toBeDefined();
      expect(catalogue.operation(id, ...split(no))).toBeUndefined();
      const injected = injectedInto(catalogue.get(id), secret);
      const forms = injected.headers.map(([name, value]) => `${name}: ${value}`);
      expect([...forms, injectedQuery(injected, ''), injected.pathPrefix]).toContain(form);
      expect(injected.secrets).toContain(secret);
    },
  );

  it('is in the table, all of it', () => {
    const shown = new Set(TABLE.map(([id]) => id));
    expect(catalogue.list().filter(({ id }) => !shown.has(id))).toEqual([]);
  });

  it.each(catalogue.list())('$id sends its credential to public names only', (manifest) => {
    const { hosts, needsBaseUrl } = manifest;
    expect(hosts.length > 0).toBe(!needsBaseUrl);
    expect(hosts.every(isPublicName)).toBe(true);
  });

  it('gives each provider its own hosts, so that a key is never sent as another', () => {
    const hosts = catalogue.list().flatMap((manifest) => manifest.hosts);
    expect(new Set(hosts).size).toBe(hosts.length);
  });

  const connected = catalogue.list().filter(({ oauth2 }) => oauth2);
  it.each(connected)('$id takes tokens over TLS, at its own hosts', (manifest) => {
    const { authorizationUrl, tokenUrl, tokenHosts = [], field } = manifest.oauth2 ?? {};
    for (const url of authorizationUrl ? [authorizationUrl, tokenUrl] : [tokenUrl])
      expect(url).toMatch(/^https:/);
    expect(tokenHosts.every(isPublicName)).toBe(true);
    expect(manifest.credential.fields.map(({ name }) => name)).toContain(field);
  });

  it.each([
    ['linear', 'authorization: Bearer t-1'],
    ['gitlab', 'authorization: Bearer t-1'],
    ['discord', 'authorization: Bearer t-1'],
    ['slack', 'authorization: Bearer t-1'],
  ])('%s has a token where it wants tokens', (id, form) => {
    const { headers } = injectedInto(withTokens(catalogue.get(id)), 't-1');
    expect(headers.map(([name, value]) => `${name}: ${value}`)).toContain(form);
  });

  it('has exactly the model providers that an agent can name, in their dialects', () => {
    const models = catalogue.list().filter(({ kind }) => kind === 'llm');
    expect(models.map(({ id }) => id).sort()).toEqual([...MODEL_PROVIDERS].sort());
    for (const provider of MODEL_PROVIDERS)
      expect(catalogue.get(provider).dialect).toBe(dialectOf(provider));
  });

  it('repeats no write by itself, unless it ends in the same state', () => {
    const repeated = catalogue
      .list()
      .flatMap(({ id, operations }) => operations.map((each) => ({ ...each, provider: id })))
      .filter(({ access, safeToRetry }) => access === 'write' && safeToRetry);
    expect(repeated.map((each) => `${each.provider} ${each.method} ${each.path}`)).toEqual([
      'e2b DELETE /sandboxes/:id',
      'e2b POST /sandboxes/:id/timeout',
      'daytona DELETE /sandbox/:id',
    ]);
  });
});
