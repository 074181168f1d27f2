import type { HttpTestingController, TestRequest } from '@angular/common/http/testing';
import { type HarnessLoader } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { MatAutocompleteHarness } from '@angular/material/autocomplete/testing';
import { MatButtonHarness } from '@angular/material/button/testing';
import { MatButtonToggleHarness } from '@angular/material/button-toggle/testing';
import { MatDialogHarness } from '@angular/material/dialog/testing';
import { MatInputHarness } from '@angular/material/input/testing';
import { MatMenuHarness } from '@angular/material/menu/testing';
import { MatSelectHarness } from '@angular/material/select/testing';
import { MatTableHarness } from '@angular/material/table/testing';
import type { CredentialView } from '@renum/contracts';
import { Leave } from '../../core/leave';
import { consoleBed, settle, signedInAs } from '../../../testing/console-bed';
import { credentialView, meView, providerView } from '../../../testing/views';
import { VaultPage } from './vault-page';

// jsdom has no WebCrypto; `seal.spec.ts` proves the real one.
jest.mock('../../core/seal', () => ({
  sealSecret: (secret: string) => Promise.resolve(`sealed:${secret.length}`),
}));

const COMPATIBLE = providerView({
  id: 'openai-compatible',
  title: 'OpenAI-compatible',
  needsBaseUrl: true,
  secretLabel: 'API key',
});

const TWILIO = providerView({
  id: 'twilio',
  title: 'Twilio',
  kind: 'tool',
  category: 'messaging',
  credential: {
    kind: 'basic',
    fields: [
      { name: 'accountSid', label: 'Account SID', secret: false },
      { name: 'authToken', label: 'Auth token', secret: true },
    ],
  },
});

const SLACK = providerView({
  id: 'slack',
  title: 'Slack',
  kind: 'tool',
  category: 'messaging',
  oauth2: {
    grants: ['authorization_code', 'client_credentials'],
    scopes: ['chat:write', 'channels:read', 'users:read'],
    defaultScopes: ['chat:write'],
  },
});

const bound = (test: TestRequest) => ({
  request: test.request,
  flush: (body: object) => test.flush(body),
});

describe('VaultPage', () => {
  let http: HttpTestingController;
  let fixture: ComponentFixture<VaultPage>;
  let root: HarnessLoader;
  let loader: HarnessLoader;

  const leave = { to: jest.fn() };

  async function show(
    items: CredentialView[],
    role: 'owner' | 'builder' | 'viewer' = 'owner',
    news: { connected?: string; failed?: string } = {},
  ) {
    leave.to.mockReset();
    ({ http } = consoleBed([{ provide: Leave, useValue: leave }]));
    await signedInAs(http, meView({ tenant: { ...meView().tenant!, role } }));
    fixture = TestBed.createComponent(VaultPage);
    fixture.componentRef.setInput('connected', news.connected);
    fixture.componentRef.setInput('failed', news.failed);
    loader = TestbedHarnessEnvironment.loader(fixture);
    root = TestbedHarnessEnvironment.documentRootLoader(fixture);
    fixture.detectChanges();
    await settle();
    http.expectOne('/v1/credentials?limit=100').flush({ items });
    http.expectOne('/v1/providers').flush({ items: [providerView(), COMPATIBLE, TWILIO, SLACK] });
    await settle();
  }

  const button = (text: string | RegExp) => root.getHarness(MatButtonHarness.with({ text }));
  /** Types a part of its name, and takes what is offered. */
  async function choose(dialog: MatDialogHarness, typed: string, title: RegExp) {
    const search = await dialog.getHarness(MatAutocompleteHarness);
    await search.enterText(typed);
    await search.selectOption({ text: title });
    await settle();
  }
  /** All but the search for a provider. */
  const fieldsOf = async (dialog: MatDialogHarness) =>
    (await dialog.getAllHarnesses(MatInputHarness)).slice(1);
  const text = () => (fixture.nativeElement as HTMLElement).textContent ?? '';
  const rows = async () => (await loader.getHarness(MatTableHarness)).getCellTextByColumnName();

  it('shows the end of a key and nothing more of it', async () => {
    await show([credentialView({ standIn: true })]);
    const { name, hint, state } = await rows();
    expect(name?.text[0]).toContain('OpenAI');
    expect(hint?.text[0]).toContain('••••f3Qz');
    expect(state?.text[0]).toContain('Stand-in');
  });

  it('sends a new key sealed, with the base URL that its provider needs', async () => {
    await show([]);
    await (await button('Add the first key')).click();
    const dialog = await root.getHarness(MatDialogHarness);
    await choose(dialog, 'compat', /OpenAI-compatible/);
    const [name, baseUrl, secret] = await fieldsOf(dialog);
    await name?.setValue('Groq');
    await baseUrl?.setValue('https://api.groq.com/openai/v1');
    await secret?.setValue('  gsk-secret\n');
    expect(await secret?.getType()).toBe('password');
    await (await button('Store')).click();
    await settle();
    http.expectOne('/v1/vault/public-key').flush({ jwk: {} });
    await settle();
    const { request } = http.expectOne('/v1/credentials');
    expect(request.body).toEqual({
      provider: 'openai-compatible',
      name: 'Groq',
      baseUrl: 'https://api.groq.com/openai/v1',
      secretJwe: 'sealed:10',
    });
  });

  it('asks for every part that a credential has; a password may hold blanks', async () => {
    await show([]);
    await (await button('Add the first key')).click();
    const dialog = await root.getHarness(MatDialogHarness);
    await choose(dialog, 'messag', /Twilio/);
    const [name, account, token, until, ...others] = await fieldsOf(dialog);
    expect(others).toEqual([]);
    await name?.setValue('Texts');
    await account?.setValue('AC1');
    expect(await account?.getType()).toBe('text');
    await token?.setValue('a secret');
    expect(await token?.getType()).toBe('password');
    await until?.setValue('2999-12-31');
    await (await button('Store')).click();
    await settle();
    http.expectOne('/v1/vault/public-key').flush({ jwk: {} });
    await settle();
    const { request } = http.expectOne('/v1/credentials');
    expect(request.body).toEqual({
      provider: 'twilio',
      name: 'Texts',
      secretJwe: `sealed:${'AC1:a secret'.length}`,
      expiresAt: new Date(2999, 11, 31, 23, 59, 59).toISOString(),
    });
  });

  it('takes no key with a blank inside, and cuts off those around it', async () => {
    await show([]);
    await (await button('Add the first key')).click();
    const dialog = await root.getHarness(MatDialogHarness);
    await choose(dialog, 'openai', /^OpenAI(?!-)/);
    const [name, secret] = await fieldsOf(dialog);
    await name?.setValue('Key');
    await secret?.setValue('tvly-abc def');
    await (await button('Store')).click();
    await settle();
    expect(await dialog.getText()).toContain('It has a space or line break inside: copy it again');
    http.expectNone('/v1/vault/public-key');
    await secret?.setValue(' tvly-abcdef ');
    await (await button('Store')).click();
    await settle();
    http.expectOne('/v1/vault/public-key').flush({ jwk: {} });
    await settle();
    const { request } = http.expectOne('/v1/credentials');
    expect(request.body).toMatchObject({ secretJwe: `sealed:${'tvly-abcdef'.length}` });
  });

  it('sends people to the provider with a sealed client secret and the scopes they chose', async () => {
    await show([]);
    await (await button('Add the first key')).click();
    const dialog = await root.getHarness(MatDialogHarness);
    await choose(dialog, 'slack', /Slack/);
    await (
      await dialog.getHarness(MatButtonToggleHarness.with({ text: 'Connected account' }))
    ).check();
    const [name, clientId, clientSecret, further] = await fieldsOf(dialog);
    await name?.setValue('Team Slack');
    await clientId?.setValue('client-1');
    await clientSecret?.setValue('hidden-12345');
    await further?.setValue('files:read users:read');
    const [, scopes] = await dialog.getAllHarnesses(MatSelectHarness);
    await scopes?.clickOptions({ text: 'channels:read' });
    await (await button('Go to Slack and connect')).click();
    await settle();
    http.expectOne('/v1/vault/public-key').flush({ jwk: {} });
    await settle();
    const { request, flush } = bound(http.expectOne('/v1/credentials/oauth2/authorize'));
    expect(request.body).toEqual({
      provider: 'slack',
      name: 'Team Slack',
      clientId: 'client-1',
      clientSecretJwe: 'sealed:12',
      scopes: ['chat:write', 'channels:read', 'files:read', 'users:read'],
    });
    flush({ authorizationUrl: 'https://slack.test/oauth', expiresAt: '2026-11-21T10:10:00Z' });
    await settle();
    expect(leave.to).toHaveBeenCalledWith('https://slack.test/oauth');
  });

  it('connects an application by itself, without leaving', async () => {
    await show([]);
    await (await button('Add the first key')).click();
    const dialog = await root.getHarness(MatDialogHarness);
    await choose(dialog, 'slack', /Slack/);
    await (
      await dialog.getHarness(MatButtonToggleHarness.with({ text: 'Connected account' }))
    ).check();
    const [grant] = await dialog.getAllHarnesses(MatSelectHarness);
    await grant?.clickOptions({ text: /application/ });
    const [name, clientId] = await fieldsOf(dialog);
    await name?.setValue('Robot');
    await clientId?.setValue('client-1');
    await (await button('Connect')).click();
    await settle();
    const { flush } = bound(http.expectOne('/v1/credentials/oauth2'));
    flush(credentialView({ name: 'Robot', kind: 'oauth2' }));
    await settle();
    await settle();
    http.expectOne('/v1/credentials?limit=100').flush({ items: [] });
    expect(await root.getAllHarnesses(MatDialogHarness)).toEqual([]);
    expect(leave.to).not.toHaveBeenCalled();
  });

  it('connects an account again with the application that is stored', async () => {
    const oauth2 = {
      grant: 'authorization_code' as const,
      scopes: ['chat:write', 'files:read'],
      needsAuthorization: true,
    };
    await show([credentialView({ provider: 'slack', kind: 'oauth2', oauth2 })]);
    const menu = await loader.getHarness(MatMenuHarness);
    await menu.open();
    await menu.clickItem({ text: /Connect again/ });
    await (await button('Go to Slack and connect')).click();
    await settle();
    const { request } = http.expectOne('/v1/credentials/oauth2/authorize');
    expect(request.body).toEqual({
      credentialId: 'credential-1',
      scopes: ['chat:write', 'files:read'],
    });
  });

  it('says what came of a visit at the provider', async () => {
    await show([credentialView({ name: 'Team Slack' })], 'owner', { connected: 'credential-1' });
    fixture.detectChanges();
    expect(text()).toContain('“Team Slack” is connected.');
  });

  it('says why no account was connected, and nothing that a link made up', async () => {
    await show([], 'owner', { failed: 'denied' });
    fixture.detectChanges();
    expect(text()).toContain('It was not allowed at the provider.');
    fixture.componentRef.setInput('failed', 'Call +1 555 0100 at once');
    await settle();
    fixture.detectChanges();
    expect(text()).toContain('Something went wrong on the way.');
    expect(text()).not.toContain('555');
  });

  it('warns of keys that end soon, and of accounts that must be connected again', async () => {
    const oauth2 = { grant: 'authorization_code' as const, scopes: [], needsAuthorization: true };
    await show([
      credentialView({ expiresAt: new Date(Date.now() + 3.5 * 86_400_000).toISOString() }),
      credentialView({ id: 'credential-2', expired: true, expiresAt: '2026-01-01T00:00:00Z' }),
      credentialView({ id: 'credential-3', kind: 'oauth2', oauth2 }),
    ]);
    const { state, expires } = await rows();
    expect(state?.text[0]).toContain('Expires in 3 days');
    expect(state?.text[1]).toContain('Expired');
    expect(expires?.text).toEqual(['in 3 days', 'expired', 'never']);
    expect(state?.text[2]).toContain('Connect again');
  });

  it('rotates the data key for admins, and says what came of it', async () => {
    await show([credentialView()]);
    await (await button('Rotate the key')).click();
    await (await button('Rotate')).click();
    await settle();
    const { flush } = bound(http.expectOne('/v1/vault/rotate'));
    flush({ resealed: 3, unreadable: 0, droppedKeys: 1 });
    await settle();
    fixture.detectChanges();
    expect(text()).toContain('3 secrets are sealed under it. 1 older key is gone for good.');
  });

  it('shows builders no rotation', async () => {
    await show([credentialView()], 'builder');
    expect(text()).not.toContain('Data key');
  });

  it('says what a test found', async () => {
    await show([credentialView()]);
    await (await button('Test')).click();
    await settle();
    const found = { ok: false, status: 401, message: 'OpenAI refused the key.', durationMs: 210 };
    http.expectOne('/v1/credentials/credential-1/test').flush(found);
    await settle();
    expect((await rows())['state']?.text[0]).toContain('OpenAI refused the key. (210 ms)');
  });

  it('revokes only after a second thought', async () => {
    await show([credentialView()]);
    const menu = await loader.getHarness(MatMenuHarness);
    await menu.open();
    await menu.clickItem({ text: /Revoke/ });
    await (await button('Cancel')).click();
    http.expectNone('/v1/credentials/credential-1/revoke');
    await menu.open();
    await menu.clickItem({ text: /Revoke/ });
    await (await button('Revoke')).click();
    await settle();
    http.expectOne('/v1/credentials/credential-1/revoke').flush(credentialView());
  });

  it('lets viewers look', async () => {
    await show([credentialView()], 'viewer');
    expect(await loader.getAllHarnesses(MatButtonHarness)).toEqual([]);
  });
});
