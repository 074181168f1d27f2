import { BreakpointObserver } from '@angular/cdk/layout';
import type { HttpTestingController } from '@angular/common/http/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { TestBed } from '@angular/core/testing';
import { MatMenuHarness } from '@angular/material/menu/testing';
import { MatSidenavHarness } from '@angular/material/sidenav/testing';
import type { MeView } from '@renum/contracts';
import { BehaviorSubject } from 'rxjs';
import { Live } from '../core/live/live';
import { Theme } from '../core/theme';
import { consoleBed, settle, signedInAs } from '../../testing/console-bed';
import { FakeLive } from '../../testing/fake-live';
import { approvalView, meView } from '../../testing/views';
import { Shell } from './shell';

describe('Shell', () => {
  let http: HttpTestingController;
  let live: FakeLive;

  async function show(me: MeView, narrow = false) {
    const width = { observe: () => new BehaviorSubject({ matches: narrow, breakpoints: {} }) };
    live = new FakeLive();
    ({ http } = consoleBed([
      { provide: BreakpointObserver, useValue: width },
      { provide: Live, useValue: live },
    ]));
    await signedInAs(http, me);
    const fixture = TestBed.createComponent(Shell);
    await fixture.whenStable();
    const element = fixture.nativeElement as HTMLElement;
    const links = [...element.querySelectorAll('.places a .label')].map((link) =>
      link.textContent?.trim(),
    );
    return { fixture, element, links, loader: TestbedHarnessEnvironment.loader(fixture) };
  }

  it('leads a tenant to its pages, and says that a demo is one', async () => {
    const { links, element } = await show(meView());
    expect(links).toEqual([
      'Threads',
      'Agents',
      'Runs',
      'Approvals',
      'Vault',
      'Providers',
      'Connections',
      'Members',
      'API keys',
      'Webhooks',
      'Tracing',
      'Usage',
      'Analytics',
      'Budgets',
      'Requests',
      'Wallet',
      'Invoices',
    ]);
    expect(element.textContent).toContain('local stand-in');
  });

  it('shows a builder no page that they may not see', async () => {
    const { links } = await show(meView({ tenant: { ...meView().tenant!, role: 'builder' } }));
    expect(links).toContain('Members');
    expect(links).not.toContain('Webhooks');
    expect(links).not.toContain('API keys');
    expect(links).not.toContain('Wallet');
    expect(links).not.toContain('Invoices');
  });

  it('leads an operator without a tenant to the platform’s pages only', async () => {
    const user = { ...meView().user, operator: true };
    const { links, element } = await show(meView({ user, tenant: undefined, memberships: [] }));
    expect(links).toEqual([
      'Tenants',
      'Price books',
      'List prices',
      'Platform keys',
      'Platform budgets',
      'Instances',
      'All runs',
      'All usage',
      'All analytics',
      'Health',
    ]);
    expect(element.textContent).not.toContain('local stand-in');
  });

  it('keeps the navigation in a drawer on a phone', async () => {
    const { loader, element, fixture } = await show(meView(), true);
    const drawer = await loader.getHarness(MatSidenavHarness);
    expect(await drawer.isOpen()).toBe(false);
    element.querySelector<HTMLElement>('[aria-label="Open the navigation"]')?.click();
    await fixture.whenStable();
    expect(await drawer.isOpen()).toBe(true);
  });

  it('says how many calls wait for a person, on a phone too', async () => {
    const { element, fixture } = await show(meView(), true);
    live.tellApproval(approvalView());
    await fixture.whenStable();
    expect(element.querySelector('.places')?.textContent).toContain('Approvals1 waiting');
    expect(element.querySelector('.top')?.textContent).toContain('1 to approve');
    expect(element.querySelector('[aria-live="polite"]')?.textContent).toBe(
      'Researcher asks for approval: Search the web',
    );
    live.tellApproval(approvalView({ state: 'denied' }));
    await fixture.whenStable();
    expect(element.textContent).not.toContain('waiting');
  });

  it('says on every page that the wallet is empty, and where it is filled', async () => {
    const { element, fixture } = await show(meView());
    expect(element.textContent).not.toContain('wallet is empty');
    const since = '2026-11-21T10:00:00.000Z';
    http.expectOne('/v1/wallet/state').flush({ suspended: { since, reason: 'wallet_empty' } });
    await settle();
    await fixture.whenStable();
    expect(element.querySelector('[role=alert]')?.textContent).toMatch(
      /The wallet is empty.*refused.*Go to the wallet/s,
    );
  });

  it('tells those who cannot fill the wallet whom to ask', async () => {
    const tenant = { ...meView().tenant!, role: 'viewer' as const };
    const { element, fixture } = await show(meView({ tenant }));
    const since = '2026-11-21T10:00:00.000Z';
    http.expectOne('/v1/wallet/state').flush({ suspended: { since, reason: 'wallet_empty' } });
    await settle();
    await fixture.whenStable();
    expect(element.querySelector('[role=alert]')?.textContent).toContain('Ask an owner or admin');
  });

  it('changes the look and signs out', async () => {
    const { loader } = await show(meView());
    const menu = await loader.getHarness(MatMenuHarness);
    await menu.open();
    await menu.clickItem({ text: /Dark/ });
    expect(TestBed.inject(Theme).choice()).toBe('dark');
    await menu.open();
    await menu.clickItem({ text: /Sign out/ });
    await settle();
    http.expectOne('/v1/auth/sign-out').flush(null);
  });
});
