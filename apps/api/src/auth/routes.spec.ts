import { RequestMethod } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { createTestServices, type TestServices } from '@renum/testing';
import { createControlPlane } from '../bootstrap';
import { ACCESS, type Access } from './access.decorators';

/** Open to anybody, on purpose. A route that is added here needs a reason in its review. */
const PUBLIC = [
  'GET /.well-known/jwks.json',
  'GET /healthz',
  'GET /metrics',
  'GET /readyz',
  'GET /v1/oauth2/callback',
  'POST /v1/auth/refresh',
  'POST /v1/auth/sign-in',
  'POST /v1/auth/sign-out',
  'POST /v1/invitations/accept',
  'POST /v1/invitations/look',
  // Stripe's signature is its key.
  'POST /v1/payments/stripe/webhook',
];
/** For anybody signed in: they concern the person alone. */
const SIGNED_IN = ['GET /v1/auth/me', 'POST /v1/auth/switch'];
/** Served beside Nest: documentation and console; and what Nest's middlewares stand on. */
const NOT_OURS = /^(\/(docs|docs-json|docs-yaml)\b.*|\{\/\*splat\})$/;

interface Route {
  name: string;
  path: string;
  access: Access | undefined;
}

type Handler = (...parameters: unknown[]) => unknown;
type Ctor = new (...parameters: never[]) => unknown;

function routesOf(controller: Ctor): Route[] {
  const prototype = controller.prototype as Record<string, Handler>;
  return new MetadataScanner().getAllMethodNames(prototype).flatMap((method) => {
    const handler = prototype[method];
    if (!handler) return [];
    const verb = Reflect.getMetadata('method', handler) as RequestMethod | undefined;
    if (verb === undefined) return [];
    const access = (Reflect.getMetadata(ACCESS, handler) ??
      Reflect.getMetadata(ACCESS, controller)) as Access | undefined;
    const parts = [Reflect.getMetadata('path', controller), Reflect.getMetadata('path', handler)];
    const path = `/${(parts as string[]).join('/')}`
      .replaceAll(/\/+/g, '/')
      .replace(/(.)\/$/, '$1');
    return [{ name: `${RequestMethod[verb]} ${path}`, path, access }];
  });
}

describe('routes', () => {
  let services: TestServices;
  let app: NestExpressApplication;
  let routes: Route[];

  beforeAll(async () => {
    services = await createTestServices();
    app = await createControlPlane({
      ...services.environment,
      PLANES: 'control',
    });
    await app.init();
    const controllers = [...app.get(ModulesContainer).values()]
      .flatMap((module) => [...module.controllers.values()])
      .map(({ metatype }) => metatype as Ctor);
    routes = [...new Set(controllers)].flatMap(routesOf);
  });
  afterAll(async () => {
    await app.close();
    await services.close();
  });

  const named = (kind: Access['kind']) =>
    routes.filter(({ access }) => access?.kind === kind).map(({ name }) => name);

  it('all say who may use them', () => {
    expect(routes.length).toBeGreaterThan(30);
    expect(routes.filter(({ access }) => !access).map(({ name }) => name)).toEqual([]);
  });

  it('are public, or for anybody signed in, only where it is meant', () => {
    expect(named('public').toSorted()).toEqual(PUBLIC);
    expect(named('signed-in').toSorted()).toEqual(SIGNED_IN);
  });

  it('keep the operators’ part and the tenants’ part apart', () => {
    const isOperator = ({ path }: Route) => path.startsWith('/v1/operator');
    for (const route of routes) {
      expect([route.name, route.access?.kind === 'operator']).toEqual([
        route.name,
        isOperator(route),
      ]);
    }
  });

  it('are all there is: nothing answers beside the guarded ones', () => {
    const express = app.getHttpAdapter().getInstance() as {
      router: { stack: { route?: { path: string | string[] } }[] };
    };
    const served = express.router.stack.flatMap(({ route }) => (route ? [route.path].flat() : []));
    const known = new Set(routes.map(({ path }) => path));
    expect(served.filter((path) => !known.has(path) && !NOT_OURS.test(path))).toEqual([]);
    expect(served.length).toBeGreaterThanOrEqual(known.size);
  });

  it('refuse, without a token, in the same words', async () => {
    await app.listen(0, '127.0.0.1');
    const base = await app.getUrl();
    const guarded = routes.filter(({ access }) => access?.kind !== 'public');
    for (const { name, path } of guarded) {
      const [method] = name.split(' ');
      const address = base + path.replaceAll(/:\w+/g, '0198aaaa-0000-7000-8000-000000000000');
      const response = await fetch(address, { method });
      expect([name, response.status]).toEqual([name, 401]);
    }
  });
});
