import type { HttpTestingController } from '@angular/common/http/testing';
import { type HarnessLoader } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { MatButtonHarness } from '@angular/material/button/testing';
import { MatDialogHarness } from '@angular/material/dialog/testing';
import { MatMenuHarness } from '@angular/material/menu/testing';
import { MatTableHarness } from '@angular/material/table/testing';
import type { ProviderView } from '@renum/contracts';
import { consoleBed, settle, signedInAs } from '../../../../testing/console-bed';
import {
  agentView,
  credentialView,
  customProviderView,
  meView,
  providerView,
} from '../../../../testing/views';
import { ProviderPage } from './provider-page';

const OPERATION = providerView().operations[0]!;
const TAVILY = providerView({
  id: 'tavily',
  title: 'Tavily',
  kind: 'tool',
  category: 'search',
  hosts: ['api.tavily.com'],
  models: [],
  rateLimits: [{ requests: 100, seconds: 60 }],
  operations: [
    { ...OPERATION, id: 'search', title: 'Web search', path: '/search' },
    {
      ...OPERATION,
      id: 'crawl',
      title: 'Crawl',
      access: 'write',
      safeToRetry: false,
      meter: { name: 'credits', priceNano: '8000000' },
    },
  ],
});

describe('ProviderPage', () => {
  let http: HttpTestingController;
  let fixture: ComponentFixture<ProviderPage>;
  let root: HarnessLoader;

  async function show(provider: ProviderView) {
    ({ http } = consoleBed());
    await signedInAs(http, meView());
    fixture = TestBed.createComponent(ProviderPage);
    fixture.componentRef.setInput('providerId', provider.id);
    root = TestbedHarnessEnvironment.documentRootLoader(fixture);
    fixture.detectChanges();
    await settle();
    http.expectOne(`/v1/providers/${provider.id}`).flush(provider);
    http.expectOne('/v1/credentials?limit=100').flush({
      items: [credentialView({ provider: provider.id, name: 'Ours' }), credentialView()],
    });
    http.expectOne('/v1/agents?limit=100').flush({ items: [agentView()] });
    await settle();
    fixture.detectChanges();
    if (provider.custom) {
      await settle();
      http.expectOne(`/v1/providers/custom/${provider.id}`).flush(customProviderView());
      await settle();
    }
    fixture.detectChanges();
  }
  const text = () =>
    ((fixture.nativeElement as HTMLElement).textContent ?? '').replaceAll(/\s+/g, ' ');

  it('says where the key may go, what can be called and at which price', async () => {
    await show(TAVILY);
    expect(text()).toMatch(/Host ?api\.tavily\.com/);
    expect(text()).toContain('100 calls a minute');
    const table = await root.getHarness(MatTableHarness);
    const { call, retry, price, access } = await table.getCellTextByColumnName();
    expect(call?.text[0]).toBe('POST /search');
    expect(access?.text[1]).toContain('Writes');
    expect(retry?.text).toEqual(['tried again', 'sent once']);
    expect(price?.text).toEqual(['–', '$0.008 a credit']);
  });

  it('shows its own keys only, and takes another one', async () => {
    await show(TAVILY);
    expect(text()).toContain('Ours');
    expect(text()).not.toContain('Team key');
    await (await root.getHarness(MatButtonHarness.with({ text: /Add key/ }))).click();
    const dialog = await root.getHarness(MatDialogHarness);
    expect(await dialog.getText()).toContain('Add a key for Tavily');
  });

  it('leads to the agents that may be granted it', async () => {
    await show(TAVILY);
    const menu = await root.getHarness(MatMenuHarness.with({ triggerText: /Use in an agent/ }));
    await menu.open();
    expect(await Promise.all((await menu.getItems()).map((item) => item.getText()))).toEqual([
      'Researcher',
      expect.stringContaining('New agent'),
    ]);
  });

  it('says of an own API what the tenant said of it, and archives it after a second thought', async () => {
    await show(
      providerView({
        id: 'own-shop',
        title: 'Shop',
        custom: true,
        category: 'own',
        keyPlaces: ['x-api-key: ••••'],
      }),
    );
    expect(text()).toMatch(/Address ?https:\/\/shop\.test\/v1/);
    expect(text()).toContain('x-api-key: ••••');
    await (await root.getHarness(MatButtonHarness.with({ text: 'Archive' }))).click();
    const dialog = await root.getHarness(MatDialogHarness);
    await (await dialog.getHarness(MatButtonHarness.with({ text: 'Archive' }))).click();
    await settle();
    const { request } = http.expectOne('/v1/providers/custom/own-shop');
    expect(request.method).toBe('DELETE');
  });
});
