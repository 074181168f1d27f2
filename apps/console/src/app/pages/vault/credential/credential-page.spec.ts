import type { HttpTestingController } from '@angular/common/http/testing';
import { type HarnessLoader } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { MatButtonHarness } from '@angular/material/button/testing';
import { MatDialogHarness } from '@angular/material/dialog/testing';
import { MatInputHarness } from '@angular/material/input/testing';
import type { AuditEntryView, CredentialView, Role } from '@renum/contracts';
import { consoleBed, settle, signedInAs } from '../../../../testing/console-bed';
import { credentialView, meView, providerView } from '../../../../testing/views';
import { CredentialPage } from './credential-page';

jest.mock('../../../core/seal', () => ({
  sealSecret: (secret: string) => Promise.resolve(`sealed:${secret.length}`),
}));

const AT = '2026-11-21T10:00:00.000Z';
const opened = (id: string): AuditEntryView => ({
  id,
  at: AT,
  actor: { type: 'instance', id: 'instance-123456' },
  action: 'credential.opened',
  target: { type: 'credential', id: 'credential-1' },
  detail: { purpose: 'proxy', version: 2 },
});

describe('CredentialPage', () => {
  let http: HttpTestingController;
  let fixture: ComponentFixture<CredentialPage>;
  let root: HarnessLoader;

  async function show(credential: CredentialView, role: Role = 'owner') {
    ({ http } = consoleBed());
    await signedInAs(http, meView({ tenant: { ...meView().tenant!, role } }));
    fixture = TestBed.createComponent(CredentialPage);
    fixture.componentRef.setInput('credentialId', 'credential-1');
    root = TestbedHarnessEnvironment.documentRootLoader(fixture);
    fixture.detectChanges();
    await settle();
    http.expectOne('/v1/credentials/credential-1').flush(credential);
    http.expectOne('/v1/credentials/credential-1/versions?limit=100').flush({
      items: [
        { version: 2, createdAt: AT, createdBy: 'ann@x.test', current: true },
        { version: 1, createdAt: AT, current: false },
      ],
    });
    http.expectOne('/v1/providers').flush({ items: [providerView()] });
    if (role !== 'viewer') accessLog({ items: [opened('entry-2')], nextCursor: 'entry-2' });
    await settle();
    fixture.detectChanges();
  }

  const accessLog = (page: object, cursor = '') =>
    http
      .expectOne(`/v1/credentials/credential-1/access?limit=25${cursor && `&cursor=${cursor}`}`)
      .flush(page);
  const text = () => (fixture.nativeElement as HTMLElement).textContent ?? '';
  const button = (name: string) => root.getHarness(MatButtonHarness.with({ text: name }));

  it('shows who put in which version, and who used it for what', async () => {
    await show(credentialView({ version: 2 }));
    expect(text()).toMatch(/v2\s*ann@x\.test.*Current\s*v1\s*Renum/s);
    expect(text()).toContain('An agent’s sandbox (…123456) used it for a tool call (version 2)');
  });

  it('reads on in the access log', async () => {
    await show(credentialView());
    await (await button('Show more')).click();
    await settle();
    accessLog({ items: [{ ...opened('entry-1'), detail: { purpose: 'test' } }] }, 'entry-2');
    await settle();
    fixture.detectChanges();
    expect(text()).toContain('tested it');
    expect(await root.getAllHarnesses(MatButtonHarness.with({ text: 'Show more' }))).toEqual([]);
  });

  it('says what a test found, which itself is an access', async () => {
    await show(credentialView());
    await (await button('Test')).click();
    await settle();
    const found = { ok: true, status: 200, message: 'OpenAI accepted the key.', durationMs: 12 };
    http.expectOne('/v1/credentials/credential-1/test').flush(found);
    await settle();
    accessLog({ items: [opened('entry-3')] });
    await settle();
    fixture.detectChanges();
    expect(text()).toContain('OpenAI accepted the key. (12 ms)');
  });

  it('replaces the secret under the same id and reads all again', async () => {
    await show(credentialView());
    await (await button('Replace')).click();
    const dialog = await root.getHarness(MatDialogHarness);
    const [secret] = await dialog.getAllHarnesses(MatInputHarness);
    await secret?.setValue('sk-new');
    await (await dialog.getHarness(MatButtonHarness.with({ text: 'Replace' }))).click();
    await settle();
    http.expectOne('/v1/vault/public-key').flush({ jwk: {} });
    await settle();
    const replaced = http.expectOne('/v1/credentials/credential-1/replace');
    expect(replaced.request.body).toEqual({ secretJwe: 'sealed:6' });
    replaced.flush(credentialView({ version: 3 }));
    await settle();
    await settle();
    http.expectOne('/v1/credentials/credential-1');
    http.expectOne('/v1/credentials/credential-1/versions?limit=100');
  });

  it('says when an account must be connected again, and what it may do', async () => {
    const oauth2 = {
      grant: 'authorization_code' as const,
      scopes: ['chat:write'],
      needsAuthorization: true,
    };
    await show(credentialView({ kind: 'oauth2', oauth2 }));
    expect(text()).toContain('OpenAI no longer renews the access of this account.');
    expect(text()).toContain('chat:write');
    expect(text()).toContain('Connected account');
    await button('Connect again');
  });

  it('lets viewers see the state, and nothing of its use', async () => {
    await show(credentialView(), 'viewer');
    expect(text()).toContain('Active');
    expect(text()).not.toContain('Who used');
    expect(
      await root.getAllHarnesses(MatButtonHarness.with({ text: /Test|Replace|Revoke/ })),
    ).toEqual([]);
  });
});
