import { provideLocationMocks } from '@angular/common/testing';
import { DOCUMENT } from '@angular/core';
import type { HttpTestingController } from '@angular/common/http/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { MatInputHarness } from '@angular/material/input/testing';
import { consoleBed, settle } from '../../../testing/console-bed';
import { InvitationPage } from './invitation-page';

describe('InvitationPage', () => {
  let http: HttpTestingController;
  let fixture: ComponentFixture<InvitationPage>;

  const show = (hash: string) => {
    ({ http } = consoleBed([provideLocationMocks()]));
    TestBed.inject(DOCUMENT).location.hash = hash;
    fixture = TestBed.createComponent(InvitationPage);
  };
  afterEach(() => (TestBed.inject(DOCUMENT).location.hash = ''));

  const inputs = async () =>
    (await TestbedHarnessEnvironment.loader(fixture).getAllHarnesses(MatInputHarness)).length;
  const answer = async (body: object, status = 200) => {
    const asked = http.expectOne('/v1/invitations/look');
    expect(asked.request.body).toEqual({ token: 'abc' });
    asked.flush(body, { status, statusText: '-' });
    await settle();
    fixture.detectChanges();
  };
  const page = () => fixture.nativeElement as HTMLElement;

  it('asks nothing before it knows that the link opens something', async () => {
    show('#token=abc');
    expect(await inputs()).toBe(0);
    await answer({ valid: true, tenantName: 'Demo Company' });
    expect(page().textContent).toContain('Join Demo Company');
    expect(await inputs()).toBe(2);
  });

  it('says at once that an invitation is not valid any more, and what to do', async () => {
    show('#token=abc');
    await answer({ valid: false });
    expect(page().textContent).toContain('This invitation is not valid any more');
    expect(page().textContent).toContain('Ask whoever invited you for a new one');
    expect(page().querySelector('a')?.getAttribute('href')).toBe('/sign-in');
    expect(await inputs()).toBe(0);
  });

  it('lets people try where it could not be asked', async () => {
    show('#token=abc');
    await answer({}, 503);
    expect(page().textContent).toContain('Join your team');
    expect(await inputs()).toBe(2);
  });

  it('says that a link is not complete, without asking', async () => {
    show('');
    await settle();
    fixture.detectChanges();
    expect(page().textContent).toContain('This link is not complete');
    http.expectNone('/v1/invitations/look');
  });
});
