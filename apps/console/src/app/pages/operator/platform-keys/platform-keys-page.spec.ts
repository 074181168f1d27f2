import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { TestBed } from '@angular/core/testing';
import { MatAutocompleteHarness } from '@angular/material/autocomplete/testing';
import { MatButtonHarness } from '@angular/material/button/testing';
import { MatDialogHarness } from '@angular/material/dialog/testing';
import { MatInputHarness } from '@angular/material/input/testing';
import type { CredentialView } from '@renum/contracts';
import { consoleBed, settle, signedInAs } from '../../../../testing/console-bed';
import { credentialView, meView, providerView } from '../../../../testing/views';
import { PlatformKeysPage } from './platform-keys-page';

// jsdom has no WebCrypto; `seal.spec.ts` proves the real one.
jest.mock('../../../core/seal', () => ({
  sealSecret: (secret: string) => Promise.resolve(`sealed:${secret.length}`),
}));

const BASE = '/v1/operator/credentials';
const OAUTH = { grants: ['client_credentials' as const], scopes: [], defaultScopes: [] };

describe('PlatformKeysPage', () => {
  async function show(items: CredentialView[]) {
    const { http } = consoleBed();
    await signedInAs(http, meView({ tenant: undefined }));
    const fixture = TestBed.createComponent(PlatformKeysPage);
    const root = TestbedHarnessEnvironment.documentRootLoader(fixture);
    fixture.detectChanges();
    await settle();
    http.expectOne(`${BASE}?limit=100`).flush({ items });
    http.expectOne(`${BASE}/providers`).flush({ items: [providerView({ oauth2: OAUTH })] });
    const calm = async () => {
      await settle();
      fixture.detectChanges();
      await settle();
    };
    await calm();
    const click = async (text: string | RegExp) =>
      (await root.getHarness(MatButtonHarness.with({ text }))).click();
    const text = () => (fixture.nativeElement as HTMLElement).textContent ?? '';
    return { http, root, click, text, calm };
  }

  it('stores a key of the platform, sealed to the platform’s own public key', async () => {
    const { http, root, click, text, calm } = await show([]);
    expect(text()).toContain('No key of the platform');
    await click(/Add a key/);
    const dialog = await root.getHarness(MatDialogHarness);
    const search = await dialog.getHarness(MatAutocompleteHarness);
    await search.enterText('OpenAI');
    await search.selectOption({ text: /OpenAI/ });
    await calm();
    expect(await dialog.getText()).not.toContain('Connect');
    const [name, secret] = (await dialog.getAllHarnesses(MatInputHarness)).slice(1);
    await name?.setValue('Ours');
    await secret?.setValue('sk-0123456789');
    await click('Store');
    await calm();
    http.expectOne(`${BASE}/public-key`).flush({ jwk: {} });
    await calm();
    const sent = http.expectOne({ method: 'POST', url: BASE });
    expect(sent.request.body).toMatchObject({
      provider: 'openai',
      name: 'Ours',
      secretJwe: 'sealed:13',
    });
    sent.flush(credentialView({ name: 'Ours' }));
    await calm();
    http.expectOne(`${BASE}?limit=100`).flush({ items: [credentialView({ name: 'Ours' })] });
    await calm();
    expect(text()).toContain('Ours');
  });

  it('tests and revokes it, at the operators’ door and no other', async () => {
    const { http, root, click, text, calm } = await show([
      credentialView({ id: 'c', name: 'Ours' }),
    ]);
    expect(text()).toContain('••••f3Qz');
    await click('Test');
    await calm();
    const result = { ok: false, status: 401, message: 'OpenAI refused the key.', durationMs: 12 };
    http.expectOne(`${BASE}/c/test`).flush(result);
    await calm();
    expect(text()).toContain('OpenAI refused the key.');
    await click('Revoke');
    const dialog = await root.getHarness(MatDialogHarness);
    await (await dialog.getHarness(MatButtonHarness.with({ text: 'Revoke' }))).click();
    await calm();
    http.expectOne(`${BASE}/c/revoke`).flush(credentialView({ id: 'c', state: 'revoked' }));
    await calm();
    const items = [credentialView({ id: 'c', state: 'revoked' })];
    http.expectOne(`${BASE}?limit=100`).flush({ items });
    await calm();
    expect(text()).toContain('Revoked');
  });
});
