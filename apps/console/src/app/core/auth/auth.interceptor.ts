import {
  HttpErrorResponse,
  type HttpEvent,
  type HttpHandlerFn,
  type HttpInterceptorFn,
  type HttpRequest,
} from '@angular/common/http';
import { inject, Injector } from '@angular/core';
import { Router } from '@angular/router';
import { catchError, defer, from, switchMap, throwError, type Observable } from 'rxjs';
import { AccessToken, WITHOUT_TOKEN } from './access-token';
import { Session } from './session';

/** Adds the access token to the API's requests, and renews it once when the API refuses it. */
export const authInterceptor: HttpInterceptorFn = (request, next) => {
  if (request.context.get(WITHOUT_TOKEN) || !request.url.startsWith('/v1/')) return next(request);
  const injector = inject(Injector);
  const token = inject(AccessToken);
  const send = (value: string | undefined) => next(withToken(request, value));

  return defer(() => from(token.current())).pipe(
    switchMap(send),
    catchError((error: unknown) => {
      if (!(error instanceof HttpErrorResponse) || error.status !== 401) {
        return throwError(() => error);
      }
      return again(token, send, injector, error);
    }),
  );
};

const withToken = (request: HttpRequest<unknown>, token: string | undefined) =>
  token ? request.clone({ setHeaders: { authorization: `Bearer ${token}` } }) : request;

/** The keys may have rotated, or the session been ended elsewhere: the refresh tells which. */
function again(
  token: AccessToken,
  send: (token: string | undefined) => ReturnType<HttpHandlerFn>,
  injector: Injector,
  error: HttpErrorResponse,
): Observable<HttpEvent<unknown>> {
  return from(token.refresh()).pipe(
    switchMap((fresh) => {
      if (fresh) return send(fresh);
      leave(injector);
      return throwError(() => error);
    }),
  );
}

function leave(injector: Injector): void {
  // Asked for late: the session itself needs the HTTP client that this interceptor serves.
  const router = injector.get(Router);
  injector.get(Session).end();
  if (router.url.startsWith('/sign-in')) return;
  void router.navigate(['/sign-in'], { queryParams: { next: router.url } });
}
