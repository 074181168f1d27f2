import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import type { Problem } from '@renum/contracts';
import { databaseConfig, DatabaseModule } from '@renum/database';
import { ConfigModule, DomainError, LoggingModule, loggingConfig, newId } from '@renum/platform';
import { MetricsModule } from '@renum/platform';
import { QueuesModule, redisConfig } from '@renum/queues';
import { createTestDatabase, createTestRedis, insertRow, type TestDatabase } from '@renum/testing';
import type { Response } from 'express';
import { z } from 'zod';
import { configure, readConfig } from '../bootstrap';
import { MetricsController } from '../observability/metrics.controller';
import { ObservabilityModule } from '../observability/observability.module';
import { ProblemFilter } from './problem.filter';
import { IdParam, validationPipe } from './validation';

const thingBody = z.object({ name: z.string().min(1), size: z.number().int().default(1) });
const thingQuery = z.object({ limit: z.coerce.number().int().max(10).default(5) });

@Controller('v1/things')
class ThingsController {
  @Get(':id')
  get(@IdParam() id: string, @Query({ schema: thingQuery }) query: z.infer<typeof thingQuery>) {
    return { id, ...query };
  }

  @Post()
  create(@Body({ schema: thingBody }) body: z.infer<typeof thingBody>) {
    return body;
  }

  static readonly begun = Promise.withResolvers<void>();

  @Get('slow/answer')
  async slow() {
    ThingsController.begun.resolve();
    await new Promise((resolve) => setTimeout(resolve, 400));
    return { complete: true };
  }

  @Get('broken/internal')
  internal() {
    throw new Error('connection to postgres://user:password@db failed');
  }

  @Get('broken/busy')
  busy() {
    throw new DomainError('too_many_requests', 'Slow down.', {
      details: { retryAfterSeconds: 2.2 },
    });
  }

  @Get('broken/midway')
  midway(@Res() response: Response) {
    response.write('{"half":');
    throw new Error('the rest is gone');
  }
}

/** The entrance on real services: refusals, headers, health, console; the rooms have own specs. */
describe('the control plane’s entrance', () => {
  const redis = createTestRedis();
  let db: TestDatabase;
  let app: NestExpressApplication;
  let base: string;
  const dir = mkdtempSync(path.join(tmpdir(), '.renum-console-'));

  beforeAll(async () => {
    db = await createTestDatabase();
    writeFileSync(path.join(dir, 'index.html'), '<html>console</html>');
    writeFileSync(path.join(dir, 'main-ABCD2345.js'), 'export {}');
    const environment = {
      DATABASE_URL: db.appUrl,
      DATABASE_PLATFORM_URL: db.platformUrl,
      REDIS_URL: redis.url,
      REDIS_PREFIX: redis.prefix,
      CONSOLE_DIR: dir,
      // The data plane's doors are in none of the modules here.
      PLANES: 'control',
      LOG_LEVEL: 'silent',
    };
    const module = await Test.createTestingModule({
      imports: [
        ConfigModule.forRoot([loggingConfig, databaseConfig, redisConfig], environment),
        LoggingModule.forRoot('api'),
        MetricsModule.forRoot('api', MetricsController),
        DatabaseModule.forRoot({ entities: [] }),
        QueuesModule,
        ObservabilityModule,
      ],
      controllers: [ThingsController],
      providers: [
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useFactory: validationPipe },
      ],
    }).compile();
    app = module.createNestApplication<NestExpressApplication>({ logger: false });
    configure(app, readConfig(environment));
    await app.listen(0, '127.0.0.1');
    base = await app.getUrl();
  });
  afterAll(async () => {
    await app.close();
    await db.drop();
    rmSync(dir, { recursive: true });
  });

  const get = (route: string, init?: RequestInit) => fetch(base + route, init);
  const post = (body: string) =>
    get('/v1/things', { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  const problem = async (response: globalThis.Response): Promise<Problem> => {
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    const document = (await response.json()) as Problem;
    expect(document.status).toBe(response.status);
    expect(document.type).toBe(`urn:renum:problem:${document.code}`);
    return document;
  };

  it('gives parsed bodies, queries and ids to the routes', async () => {
    const id = newId();
    expect(await (await get(`/v1/things/${id.toUpperCase()}?limit=7`)).json()).toEqual({
      id,
      limit: 7,
    });
    const created = await post(JSON.stringify({ name: 'a', unknown: true }));
    expect(await created.json()).toEqual({ name: 'a', size: 1 });
  });

  it('names each refused field', async () => {
    const refused = await problem(await post(JSON.stringify({ size: 1.5 })));
    expect(refused).toMatchObject({ code: 'validation_failed', status: 422 });
    expect(refused.errors?.map((e) => e.path).toSorted()).toEqual(['name', 'size']);
    expect((await problem(await get(`/v1/things/${newId()}?limit=99`))).errors).toHaveLength(1);
  });

  it.each([
    ['what is not JSON', '{', 400, 'malformed_request'],
    ['what is too large', `{"name":"${'x'.repeat(3_000_000)}"}`, 413, 'payload_too_large'],
  ])('refuses %s', async (_, body, status, code) => {
    expect(await problem(await post(body))).toMatchObject({ status, code });
  });

  it.each(['/v1/things/not-an-id', '/v1/nothing', '/v1', '/nothing.js', '/.well-known/x'])(
    'answers 404 for %s',
    async (route) => {
      expect(await problem(await get(route))).toMatchObject({ code: 'not_found' });
    },
  );

  it('says nothing of what went wrong inside', async () => {
    const refused = await problem(await get('/v1/things/broken/internal'));
    expect(refused).toMatchObject({ status: 500, code: 'internal' });
    expect(JSON.stringify(refused)).not.toMatch(/postgres|password|stack/);
  });

  it('says when to come back', async () => {
    const response = await get('/v1/things/broken/busy');
    expect(response.headers.get('retry-after')).toBe('3');
    expect((await problem(response)).code).toBe('too_many_requests');
  });

  it('cuts an answer that breaks midway instead of ending it', async () => {
    await expect(get('/v1/things/broken/midway').then((r) => r.text())).rejects.toThrow();
  });

  it('repeats a sane request id, replaces any other, and says it in the problem', async () => {
    const given = await get('/v1/nothing', { headers: { 'x-request-id': 'caller-1234' } });
    expect(given.headers.get('x-request-id')).toBe('caller-1234');
    expect((await problem(given)).requestId).toBe('caller-1234');
    const odd = await get('/v1/nothing', { headers: { 'x-request-id': 'a b"c' } });
    expect(odd.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is alive at once, and ready when a living worker reaches Docker', async () => {
    expect((await get('/healthz')).status).toBe(200);
    const before = await get('/readyz');
    expect(before.status).toBe(503);
    expect(await before.json()).toMatchObject({
      status: 'degraded',
      checks: [
        { name: 'database', ok: true },
        { name: 'redis', ok: true },
        { name: 'docker', ok: false, detail: 'no worker is alive' },
      ],
    });
    await db.platform.transaction(async (em) => {
      const worker = { hostname: 'h', pid: 1 };
      const stale = new Date(Date.now() - 60_000);
      await insertRow(em, 'workers', { ...worker, id: newId(), dockerOk: true });
      await insertRow(em, 'workers', { ...worker, id: newId(), heartbeatAt: stale });
    });
    const after = await get('/readyz');
    expect(after.status).toBe(200);
    expect(await after.json()).toMatchObject({
      checks: [{}, {}, { detail: '1 of 1 workers reach Docker' }],
    });
  });

  it('measures requests by route, without ids', async () => {
    const id = newId();
    await get(`/v1/things/${id}`);
    const text = await (await get('/metrics')).text();
    expect(text).toMatch(/renum_http_request_seconds_count\{[^}]*route="\/v1\/things\/:id"/);
    expect(text).toContain('process_cpu_seconds_total');
    expect(text).not.toContain(id);
  });

  it('documents every route with its refusals', async () => {
    const document = (await (await get('/docs-json')).json()) as {
      paths: Record<string, Record<string, { responses: Record<string, { content?: object }> }>>;
    };
    const responses = document.paths['/v1/things/{id}']?.['get']?.responses;
    expect(Object.keys(responses ?? {})).toEqual(
      expect.arrayContaining(['200', '401', '403', '404', '422', '429', '500']),
    );
    expect(Object.keys(responses?.['404']?.content ?? {})).toEqual(['application/problem+json']);
    expect((await get('/docs')).headers.get('content-type')).toContain('text/html');
  });

  it.each(['/', '/agents', '/threads/abc/live'])('serves the console for %s', async (route) => {
    const page = await get(route);
    expect(await page.text()).toBe('<html>console</html>');
    expect(page.headers.get('cache-control')).toBe('no-cache');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    // Invoices are looked at as blobs; no page of anybody may be framed in ours.
    expect(page.headers.get('content-security-policy')).toContain(';frame-src blob:;');
  });

  it('lets browsers keep the console’s hashed files, and never steps outside', async () => {
    const script = await get('/main-ABCD2345.js');
    expect(script.headers.get('cache-control')).toContain('immutable');
    const outside = await get('/..%2f..%2fetc%2fpasswd');
    expect(await outside.text()).not.toContain('root:');
  });

  it('finishes what it is answering before it closes', async () => {
    const answer = get('/v1/things/slow/answer');
    await ThingsController.begun.promise;
    const closing = app.getHttpAdapter().close();
    expect(await (await answer).json()).toEqual({ complete: true });
    await closing;
    await expect(get('/healthz')).rejects.toThrow('fetch failed');
    await app.listen(0, '127.0.0.1');
    base = await app.getUrl();
  });

  it('answers no other origin', async () => {
    const response = await get('/healthz', { headers: { origin: 'https://evil.example' } });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    expect(response.headers.get('x-powered-by')).toBeNull();
  });
});
