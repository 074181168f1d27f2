import { HttpClient, type HttpErrorResponse } from '@angular/common/http';
import type { HttpTestingController } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { type Router, type UrlTree } from '@angular/router';
import { firstValueFrom } from 'rxjs';
import { consoleBed, settle, signedInAs } from '../../../testing/console-bed';
import { meView } from '../../../testing/views';
import { inTenant, operator, signedIn } from './guards';
import { Session } from './session';

const UNAUTHORIZED = { status: 401, statusText: 'Unauthorized' };

describe('session', () => {
  let http: HttpTestingController;
  let router: Router;
  beforeEach(() => {
    ({ http, router } = consoleBed());
  });
  afterEach(() => http.verify());

  const get = (url: string) => firstValueFrom(TestBed.inject(HttpClient).get(url));

  it('asks nothing of a browser that never had a session', async () => {
    await TestBed.inject(Session).restore();
    http.expectNone('/v1/auth/refresh');
  });

  it('goes on with the session of an earlier visit', async () => {
    localStorage.setItem('renum.session', '1');
    const restored = TestBed.inject(Session).restore();
    http.expectOne('/v1/auth/refresh').flush({ accessToken: 'token-2', expiresIn: 600 });
    await settle();
    const me = http.expectOne('/v1/auth/me');
    expect(me.request.headers.get('authorization')).toBe('Bearer token-2');
    me.flush(meView());
    await restored;
    expect(TestBed.inject(Session).tenant()?.name).toBe('Demo Company');
  });

  it('renews a refused token once for all requests that wait', async () => {
    await signedInAs(http);
    const answers = Promise.all([get('/v1/agents'), get('/v1/runs')]);
    await settle();
    for (const url of ['/v1/agents', '/v1/runs']) http.expectOne(url).flush(null, UNAUTHORIZED);
    await settle();
    http.expectOne('/v1/auth/refresh').flush({ accessToken: 'token-2', expiresIn: 600 });
    await settle();
    for (const url of ['/v1/agents', '/v1/runs']) {
      const again = http.expectOne(url);
      expect(again.request.headers.get('authorization')).toBe('Bearer token-2');
      again.flush({ items: [] });
    }
    expect(await answers).toEqual([{ items: [] }, { items: [] }]);
  });

  it('leads to the sign-in when the session is over, and back afterwards', async () => {
    await signedInAs(http);
    await router.navigateByUrl('/runs');
    const refused = get('/v1/runs').catch((error: HttpErrorResponse) => error.status);
    await settle();
    http.expectOne('/v1/runs').flush(null, UNAUTHORIZED);
    await settle();
    http.expectOne('/v1/auth/refresh').flush(null, UNAUTHORIZED);
    expect(await refused).toBe(401);
    await settle();
    expect(router.url).toBe('/sign-in?next=%2Fruns');
    expect(TestBed.inject(Session).me()).toBeUndefined();
  });

  it('stays signed in when the network is away for a moment', async () => {
    await signedInAs(http);
    const refused = get('/v1/runs').catch(() => 'failed');
    await settle();
    http.expectOne('/v1/runs').flush(null, UNAUTHORIZED);
    await settle();
    http.expectOne('/v1/auth/refresh').error(new ProgressEvent('offline'));
    expect(await refused).toBe('failed');
    expect(TestBed.inject(Session).me()).toBeDefined();
  });

  it('keeps the token out of the browser’s storage', async () => {
    await signedInAs(http);
    expect(JSON.stringify({ ...localStorage, ...sessionStorage })).not.toContain('token-1');
  });

  it('sends the token to the API only', async () => {
    await signedInAs(http);
    const answer = get('https://elsewhere.example/v1/x');
    const request = http.expectOne('https://elsewhere.example/v1/x');
    expect(request.request.headers.has('authorization')).toBe(false);
    request.flush({});
    await answer;
  });

  describe('guards', () => {
    const state = { url: '/vault' } as never;
    const route = {} as never;
    const run = <T>(guard: () => T) => TestBed.runInInjectionContext(guard);

    it('send strangers to the sign-in', async () => {
      const to = (await run(() => signedIn(route, state))) as UrlTree;
      expect(router.serializeUrl(to)).toBe('/sign-in?next=%2Fvault');
    });

    it('send operators without a tenant to their pages', async () => {
      const user = { ...meView().user, operator: true };
      await signedInAs(http, meView({ user, tenant: undefined }));
      const to = run(() => inTenant(route, state)) as UrlTree;
      expect(router.serializeUrl(to)).toBe('/operator/tenants');
      expect(await run(() => operator(route, [], {} as never))).toBe(true);
    });

    it('hide the operator’s pages from tenants', async () => {
      await signedInAs(http);
      expect(await run(() => operator(route, [], {} as never))).toBe(false);
    });
  });
});
