import type { HttpTestingController } from '@angular/common/http/testing';
import { type HarnessLoader } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { MatButtonHarness } from '@angular/material/button/testing';
import { MatFormFieldHarness } from '@angular/material/form-field/testing';
import { MatInputHarness } from '@angular/material/input/testing';
import type { Router } from '@angular/router';
import { consoleBed, settle } from '../../../testing/console-bed';
import { meView } from '../../../testing/views';
import { SignInPage } from './sign-in-page';

describe('SignInPage', () => {
  let http: HttpTestingController;
  let router: Router;
  let fixture: ComponentFixture<SignInPage>;
  let loader: HarnessLoader;

  beforeEach(() => {
    ({ http, router } = consoleBed());
    fixture = TestBed.createComponent(SignInPage);
    loader = TestbedHarnessEnvironment.loader(fixture);
  });

  async function submit(email: string, password: string) {
    const [emailField, passwordField] = await loader.getAllHarnesses(MatInputHarness);
    await emailField?.setValue(email);
    await passwordField?.setValue(password);
    await (await loader.getHarness(MatButtonHarness.with({ text: 'Sign in' }))).click();
  }

  async function accept() {
    http.expectOne('/v1/auth/sign-in').flush({ accessToken: 't', expiresIn: 600 });
    await settle();
    http.expectOne('/v1/auth/me').flush(meView());
    await settle();
  }

  it('asks for an email before it asks the server', async () => {
    await submit('nobody', '');
    const field = await loader.getHarness(MatFormFieldHarness.with({ floatingLabelText: 'Email' }));
    expect(await field.getTextErrors()).toEqual(['Enter your email address']);
    http.expectNone('/v1/auth/sign-in');
  });

  it('says that email and password do not match', async () => {
    await submit('owner@demo.renum.local', 'wrong');
    http
      .expectOne('/v1/auth/sign-in')
      .flush(
        { type: '', title: '', status: 401, code: 'invalid_credentials', detail: '' },
        { status: 401, statusText: 'Unauthorized' },
      );
    await settle();
    await fixture.whenStable();
    const alert = (fixture.nativeElement as HTMLElement).querySelector('[role=alert]');
    expect(alert?.textContent).toBe('This email and password do not match.');
  });

  it('goes where the person wanted to', async () => {
    fixture.componentRef.setInput('next', '/runs');
    await submit('owner@demo.renum.local', 'right');
    await accept();
    expect(router.url).toBe('/runs');
  });

  it.each(['//evil.example', '/\\evil.example', 'https://evil.example'])(
    'does not follow %s out of the console',
    async (next) => {
      fixture.componentRef.setInput('next', next);
      await submit('owner@demo.renum.local', 'right');
      await accept();
      expect(router.url).toBe('/threads');
    },
  );
});
