import type { HttpTestingController } from '@angular/common/http/testing';
import type { HarnessLoader } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { MatButtonHarness } from '@angular/material/button/testing';
import { MatDialogHarness } from '@angular/material/dialog/testing';
import { MatInputHarness } from '@angular/material/input/testing';
import { MatMenuHarness } from '@angular/material/menu/testing';
import { MatSelectHarness } from '@angular/material/select/testing';
import { MatTableHarness } from '@angular/material/table/testing';
import { Router } from '@angular/router';
import type { ConnectionAppView, ConnectionView, CredentialView } from '@renum/contracts';
import { consoleBed, settle, signedInAs } from '../../../testing/console-bed';
import { connectionView, credentialView, meView } from '../../../testing/views';
import { ConnectionsPage } from './connections-page';

// jsdom has no WebCrypto; `seal.spec.ts` proves the real one.
jest.mock('../../core/seal', () => ({
  sealSecret: (secret: string) => Promise.resolve(`sealed:${secret.length}`),
}));

describe('ConnectionsPage', () => {
  let http: HttpTestingController;
  let fixture: ComponentFixture<ConnectionsPage>;
  let root: HarnessLoader;

  async function show(items: ConnectionView[], role: 'owner' | 'viewer' = 'owner') {
    ({ http } = consoleBed());
    await signedInAs(http, meView({ tenant: { ...meView().tenant!, role } }));
    fixture = TestBed.createComponent(ConnectionsPage);
    root = TestbedHarnessEnvironment.documentRootLoader(fixture);
    fixture.detectChanges();
    await settle();
    http.expectOne('/v1/connections?limit=100').flush({ items });
    await settle();
    await fixture.whenStable();
  }
  async function begin(entry: RegExp, keys: CredentialView[] = []) {
    const menu = await root.getHarness(MatMenuHarness.with({ triggerText: /Add/ }));
    await menu.open();
    const items = await menu.getItems({ text: entry });
    // Not awaited: the dialog asks for the keys, and it is stable only when it has them.
    void items[0]?.click();
    await settle();
    await settle();
    http.expectOne('/v1/credentials?limit=100').flush({ items: keys });
    await settle();
  }
  const dialogOf = () => root.getHarness(MatDialogHarness);
  /** Until the apps are there nothing is stable, and no harness may be asked for. */
  async function answerApps(kind: string, ...items: ConnectionAppView[]) {
    fixture.detectChanges();
    await new Promise((resolve) => setTimeout(resolve, 300));
    http.expectOne(`/v1/connections/apps?kind=${kind}&credentialId=credential-1`).flush({ items });
    await settle();
    await fixture.whenStable();
  }
  const click = async (text: string | RegExp) =>
    (await root.getHarness(MatButtonHarness.with({ text }))).click();

  it('lists what there is, in which state, with how many tools', async () => {
    const [forecast] = connectionView().tools;
    await show([
      connectionView({ id: 'c0', name: 'Old', state: 'revoked' }),
      connectionView(),
      connectionView({
        id: 'c2',
        kind: 'composio',
        app: 'gmail',
        name: 'Mail',
        state: 'unreachable',
        detail: 'The server refused the key.',
        tools: [{ ...forecast!, change: 'removed' }],
      }),
    ]);
    const table = await root.getHarness(MatTableHarness);
    const { name, state, tools } = await table.getCellTextByColumnName();
    expect(name?.text[0]).toContain('Weather');
    expect(name?.text[1]).toContain('Composio · gmail');
    expect(state?.text[1]).toContain('The server refused the key.');
    expect(tools?.text).toEqual(['2', '0', '2']);
    expect(name?.text[2]).toContain('Old');
  });

  it('adds a server with a key that is bound to the server’s origin, and goes to its tools', async () => {
    await show([]);
    await begin(/MCP server/);
    const dialog = await dialogOf();
    const [name, url] = await dialog.getAllHarnesses(MatInputHarness);
    await name?.setValue('Weather');
    await url?.setValue('https://mcp.example.com/v1/mcp');
    const [, key] = await dialog.getAllHarnesses(MatSelectHarness);
    await key?.clickOptions({ text: 'A new key' });
    const [, , secret] = await dialog.getAllHarnesses(MatInputHarness);
    expect(await secret?.getType()).toBe('password');
    await secret?.setValue('token 1');
    await click('Connect');
    await settle();
    expect(await dialog.getText()).toContain('with no space or line break inside');
    http.expectNone('/v1/vault/public-key');
    await secret?.setValue(' token-1\n');
    await click('Connect');
    await settle();
    http.expectOne('/v1/vault/public-key').flush({ jwk: {} });
    await settle();
    const stored = http.expectOne('/v1/credentials');
    expect(stored.request.body).toEqual({
      provider: 'mcp',
      name: 'Weather',
      baseUrl: 'https://mcp.example.com',
      secretJwe: 'sealed:7',
    });
    stored.flush(credentialView({ id: 'key-1', provider: 'mcp' }));
    await settle();
    const sent = http.expectOne('/v1/connections');
    expect(sent.request.body).toEqual({
      kind: 'mcp',
      name: 'Weather',
      url: 'https://mcp.example.com/v1/mcp',
      transport: 'http',
      credentialId: 'key-1',
    });
    sent.flush(connectionView({ id: 'new' }));
    for (const read of http.match('/v1/credentials?limit=100')) read.flush({ items: [] });
    await settle();
    await settle();
    expect(TestBed.inject(Router).url).toBe('/connections/new');
  });

  it('offers only keys that belong to the server’s origin', async () => {
    await show([]);
    const mcp = (id: string, baseUrl: string) =>
      credentialView({ id, provider: 'mcp', name: id, baseUrl });
    await begin(/MCP server/, [
      mcp('this one', 'https://mcp.example.com'),
      mcp('another host', 'https://mcp.example.org'),
      credentialView({ name: 'a model key' }),
    ]);
    const dialog = await dialogOf();
    const [, url] = await dialog.getAllHarnesses(MatInputHarness);
    await url?.setValue('https://mcp.example.com/mcp');
    const [, key] = await dialog.getAllHarnesses(MatSelectHarness);
    await key?.open();
    const options = await Promise.all((await key!.getOptions()).map((one) => one.getText()));
    expect(options).toEqual(['None, it is open to all', 'A new key', 'this one (••••f3Qz)']);
  });

  it('links an app: finds it, names it, and sends the person to sign in', async () => {
    await show([]);
    await begin(/Composio/, [credentialView({ provider: 'composio' })]);
    const logoUrl = 'https://cdn.example/x.png';
    await answerApps('composio', { app: 'gmail', name: 'Gmail', logoUrl });
    const dialog = await dialogOf();
    const host = await dialog.host();
    expect(await host.text()).toContain('Gmail');
    // A remote picture would tell its host who looks at what.
    expect(document.querySelector('mat-dialog-container img')).toBeNull();
    document.querySelector<HTMLElement>('mat-dialog-container li button')?.click();
    await fixture.whenStable();
    await (await dialog.getHarness(MatInputHarness)).setValue('Team mail');
    await click('Continue');
    await settle();
    const sent = http.expectOne('/v1/connections/link');
    expect(sent.request.body).toEqual({
      kind: 'composio',
      app: 'gmail',
      name: 'Team mail',
      credentialId: 'credential-1',
    });
    sent.flush({ connectionId: 'c9', url: 'https://connect.composio.dev/link/1' });
    await settle();
    await fixture.whenStable();
    const link = document.querySelector<HTMLAnchorElement>('mat-dialog-container a[target]');
    expect(link?.href).toBe('https://connect.composio.dev/link/1');
    await click('I have signed in');
    await settle();
    http.expectOne('/v1/connections/c9/refresh').flush(connectionView({ id: 'c9' }));
    await settle();
    await settle();
    expect(TestBed.inject(Router).url).toBe('/connections/c9');
  });

  it('opens no page that is none', async () => {
    await show([]);
    await begin(/Pipedream/, [credentialView({ provider: 'pipedream' })]);
    await answerApps('pipedream', { app: 'x', name: 'X' });
    document.querySelector<HTMLElement>('mat-dialog-container li button')?.click();
    await fixture.whenStable();
    await click('Continue');
    await settle();
    const evil = { connectionId: 'c9', url: 'javascript:alert(1)' };
    http.expectOne('/v1/connections/link').flush(evil);
    await settle();
    await fixture.whenStable();
    expect(document.querySelector('mat-dialog-container a[target]')).toBeNull();
    expect(document.querySelector('mat-dialog-container')?.textContent).toContain('gave no page');
  });

  it('lets viewers look', async () => {
    await show([connectionView()], 'viewer');
    expect(await root.getAllHarnesses(MatButtonHarness)).toEqual([]);
  });
});
