import { randomBytes } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { AppModule } from '../../app.module';
import { ANSWERS } from './examples';
import { complete } from './openapi';

/** Enough for every slice to parse; in preview mode nothing connects. */
const environment = {
  DATABASE_URL: 'postgresql://a@127.0.0.1/a',
  DATABASE_PLATFORM_URL: 'postgresql://a@127.0.0.1/a',
  REDIS_URL: 'redis://127.0.0.1',
  RENUM_HOME: '/tmp',
  WORKSPACES_DIR: '/tmp',
  ROOT_KEY_FILE: '/tmp/none',
  DATA_PLANE_KEY: randomBytes(32).toString('base64'),
};

/** Read off the whole app, so that a new route cannot stay undocumented. */
describe('the OpenAPI document', () => {
  let document: OpenAPIObject;
  beforeAll(async () => {
    const module = AppModule.forRoot(['control'], environment);
    const app = await NestFactory.create(module, { preview: true, logger: false });
    document = complete(SwaggerModule.createDocument(app, new DocumentBuilder().build()));
    await app.close();
  });

  const operations = () =>
    Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item as Record<string, OpenAPIObject['paths'][string]['get']>).flatMap(
        ([method, operation]) => (operation ? [{ route: `${method} ${path}`, operation }] : []),
      ),
    );

  it('has a summary, a tag and an answer with an example for every route', () => {
    const silent = operations().filter(({ route, operation }) => {
      const answers = Object.entries(operation.responses).filter(([status]) => /^2/.test(status));
      const said = answers.some(
        ([status, answer]) => status === '204' || (answer !== undefined && 'content' in answer),
      );
      const empty = route === 'post /v1/operator/instances/{id}/stop';
      const system = route.includes('.well-known');
      return !operation.summary || !operation.tags?.length || !(said || empty || system);
    });
    expect(silent.map(({ route }) => route)).toEqual([]);
    expect(operations().length).toBeGreaterThan(40);
  });

  it('has an example or schema for every body', () => {
    const bare = operations().filter(({ operation }) => {
      const body = operation.requestBody;
      return body && !JSON.stringify(body).includes('"schema"');
    });
    expect(bare.map(({ route }) => route)).toEqual([]);
  });

  it('gives no example to a route that is not there', () => {
    const known = new Set(operations().map(({ route }) => route));
    expect(Object.keys(ANSWERS).filter((route) => !known.has(route))).toEqual([]);
  });

  it('refuses by problem+json everywhere', () => {
    for (const { route, operation } of operations()) {
      if (!route.includes('/v1/')) continue;
      const refusals = Object.entries(operation.responses).filter(([s]) => /^[45]/.test(s));
      expect(refusals.length).toBeGreaterThan(1);
      const forms = refusals.map(([, answer]) =>
        answer && 'content' in answer ? Object.keys(answer.content ?? {}) : ['none'],
      );
      expect({ route, forms: [...new Set(forms.flat())] }).toEqual({
        route,
        forms: ['application/problem+json'],
      });
    }
  });

  it('leaves a way in for who has no token yet, and only there', () => {
    const open = operations()
      .filter(({ route, operation }) => route.includes('/v1/') && !operation.responses['403'])
      .map(({ route }) => route);
    expect(open.toSorted()).toEqual([
      'post /v1/auth/refresh',
      'post /v1/auth/sign-in',
      'post /v1/auth/sign-out',
      'post /v1/invitations/accept',
      'post /v1/invitations/look',
      'post /v1/payments/stripe/webhook',
    ]);
  });
});
