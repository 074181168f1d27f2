import type { HttpTestingController } from '@angular/common/http/testing';
import { type HarnessLoader } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { MatButtonHarness } from '@angular/material/button/testing';
import { MatDialogHarness } from '@angular/material/dialog/testing';
import { MatInputHarness } from '@angular/material/input/testing';
import { MatMenuHarness } from '@angular/material/menu/testing';
import { MatSelectHarness } from '@angular/material/select/testing';
import { MatTableHarness } from '@angular/material/table/testing';
import type { CredentialView } from '@renum/contracts';
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

describe('VaultPage', () => {
  let http: HttpTestingController;
  let fixture: ComponentFixture<VaultPage>;
  let root: HarnessLoader;
  let loader: HarnessLoader;

  async function show(items: CredentialView[], role: 'owner' | 'viewer' = 'owner') {
    ({ http } = consoleBed());
    await signedInAs(http, meView({ tenant: { ...meView().tenant!, role } }));
    fixture = TestBed.createComponent(VaultPage);
    loader = TestbedHarnessEnvironment.loader(fixture);
    root = TestbedHarnessEnvironment.documentRootLoader(fixture);
    fixture.detectChanges();
    await settle();
    http.expectOne('/v1/credentials?limit=100').flush({ items });
    http.expectOne('/v1/providers').flush({ items: [providerView(), COMPATIBLE, TWILIO] });
    await settle();
  }

  const button = (text: string | RegExp) => root.getHarness(MatButtonHarness.with({ text }));
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
    await (await dialog.getHarness(MatSelectHarness)).clickOptions({ text: 'OpenAI-compatible' });
    const [name, baseUrl, secret] = await dialog.getAllHarnesses(MatInputHarness);
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

  it('asks for every part that a credential has', async () => {
    await show([]);
    await (await button('Add the first key')).click();
    const dialog = await root.getHarness(MatDialogHarness);
    await (await dialog.getHarness(MatSelectHarness)).clickOptions({ text: 'Twilio' });
    const [name, account, token, ...others] = await dialog.getAllHarnesses(MatInputHarness);
    expect(others).toEqual([]);
    await name?.setValue('Texts');
    await account?.setValue('AC1');
    expect(await account?.getType()).toBe('text');
    await token?.setValue('secret');
    expect(await token?.getType()).toBe('password');
    await (await button('Store')).click();
    await settle();
    http.expectOne('/v1/vault/public-key').flush({ jwk: {} });
    await settle();
    const { request } = http.expectOne('/v1/credentials');
    expect(request.body).toEqual({
      provider: 'twilio',
      name: 'Texts',
      secretJwe: `sealed:${'AC1:secret'.length}`,
    });
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
