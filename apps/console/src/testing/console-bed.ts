import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import type { EnvironmentProviders, Provider } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { MATERIAL_ANIMATIONS } from '@angular/material/core';
import { MAT_FORM_FIELD_DEFAULT_OPTIONS } from '@angular/material/form-field';
import { provideRouter, Router } from '@angular/router';
import type { MeView } from '@renum/contracts';
import { authInterceptor } from '../app/core/auth/auth.interceptor';
import { Session } from '../app/core/auth/session';
import { meView } from './views';

/** The console without a server: real services and interceptor, answers given by the test. */
export function consoleBed(providers: (Provider | EnvironmentProviders)[] = []) {
  localStorage.clear();
  TestBed.configureTestingModule({
    providers: [
      provideHttpClient(withInterceptors([authInterceptor])),
      provideHttpClientTesting(),
      provideRouter([{ path: '**', children: [] }]),
      { provide: MAT_FORM_FIELD_DEFAULT_OPTIONS, useValue: { subscriptSizing: 'dynamic' } },
      // Dialogs are gone when they are closed, not some frames later.
      { provide: MATERIAL_ANIMATIONS, useValue: { animationsDisabled: true } },
      ...providers,
    ],
  });
  return { http: TestBed.inject(HttpTestingController), router: TestBed.inject(Router) };
}

/** Lets promises and the interceptor's waiting go on, so that the next request is out. */
export const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** Signs somebody in, as the sign-in page would. */
export async function signedInAs(http: HttpTestingController, me: MeView = meView()) {
  const done = TestBed.inject(Session).signIn('owner@demo.renum.local', 'secret');
  http.expectOne('/v1/auth/sign-in').flush({ accessToken: 'token-1', expiresIn: 600 });
  await settle();
  http.expectOne('/v1/auth/me').flush(me);
  await done;
}
