import type { HttpTestingController } from '@angular/common/http/testing';
import type { HarnessLoader } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { MatButtonHarness } from '@angular/material/button/testing';
import { MatCheckboxHarness } from '@angular/material/checkbox/testing';
import { MatDialogHarness } from '@angular/material/dialog/testing';
import { MatInputHarness } from '@angular/material/input/testing';
import { MatTableHarness } from '@angular/material/table/testing';
import type { ApiKeyView } from '@renum/contracts';
import { consoleBed, settle, signedInAs } from '../../../testing/console-bed';
import { budgetView } from '../../../testing/money-views';
import { apiKeyView, newApiKeyView } from '../../../testing/views';
import { ApiKeysPage } from './api-keys-page';
import { areModels, modelsOf } from './key-words';

describe('ApiKeysPage', () => {
  let http: HttpTestingController;
  let fixture: ComponentFixture<ApiKeysPage>;
  let root: HarnessLoader;

  async function show(items: ApiKeyView[]) {
    ({ http } = consoleBed());
    await signedInAs(http);
    fixture = TestBed.createComponent(ApiKeysPage);
    root = TestbedHarnessEnvironment.documentRootLoader(fixture);
    fixture.detectChanges();
    await answerList(items);
  }
  async function answerList(items: ApiKeyView[]) {
    await settle();
    http.expectOne('/v1/api-keys').flush({ items });
    await settle();
    await fixture.whenStable();
  }
  const text = () => (fixture.nativeElement as HTMLElement).textContent ?? '';
  const click = async (label: string | RegExp) =>
    (await root.getHarness(MatButtonHarness.with({ text: label }))).click();

  it('lists what there is, and what it opens', async () => {
    await show([
      apiKeyView(),
      apiKeyView({
        id: 'k2',
        scopes: ['llm'],
        models: ['openai/gpt-5*'],
        expiresAt: '2999-12-31T00:00:00Z',
      }),
      apiKeyView({ id: 'k3', expired: true, expiresAt: '2026-01-01T00:00:00Z' }),
    ]);
    const table = await root.getHarness(MatTableHarness);
    const { name, opens, expires } = await table.getCellTextByColumnName();
    expect(name?.text[0]).toContain('rnm_…q3Zk');
    expect(opens?.text.slice(0, 2)).toEqual(['API as builder', 'openai/gpt-5*']);
    expect(opens?.text[2]).toContain('Expired');
    expect(expires?.text).toEqual(['does not expire', 'Dec 31, 2999', 'Jan 1, 2026']);
  });

  it('makes a key for models with a budget, and shows it once with code to paste', async () => {
    await show([]);
    await click('Make the first one');
    const dialog = await root.getHarness(MatDialogHarness);
    const [api, llm] = await dialog.getAllHarnesses(MatCheckboxHarness);
    await api?.uncheck();
    await click('Make the key');
    http.expectNone({ method: 'POST', url: '/v1/api-keys' });
    await llm?.check();
    const [name, models, budget, lastDay] = await dialog.getAllHarnesses(MatInputHarness);
    await name?.setValue('Search');
    await models?.setValue('gpt-5');
    await click('Make the key');
    http.expectNone({ method: 'POST', url: '/v1/api-keys' });
    await models?.setValue('openai/gpt-5*, anthropic/*');
    await budget?.setValue('25');
    await lastDay?.setValue('2999-12-31');
    await click('Make the key');
    await settle();
    const sent = http.expectOne({ method: 'POST', url: '/v1/api-keys' });
    expect(sent.request.body).toEqual({
      name: 'Search',
      role: 'viewer',
      scopes: ['llm'],
      models: ['openai/gpt-5*', 'anthropic/*'],
      expiresAt: '2999-12-31T23:59:59.000Z',
    });
    sent.flush(newApiKeyView({ scopes: ['llm'] }));
    await settle();
    const limit = http.expectOne('/v1/budgets');
    expect(limit.request.body).toEqual({
      scope: 'app',
      apiKeyId: 'key-1',
      period: 'month',
      limitNano: '25000000000',
    });
    limit.flush(budgetView());
    await settle();
    await answerList([apiKeyView()]);
    expect(text()).toContain('rnm_the-key-itself');
    expect(text()).toContain('/llm/openai/v1');
    await (
      await root.getHarness(MatButtonHarness.with({ selector: '[aria-label=Close]' }))
    ).click();
    expect(text()).not.toContain('rnm_the-key-itself');
  });

  it('shows the key even when its budget could not be set', async () => {
    await show([]);
    await click('Make the first one');
    const dialog = await root.getHarness(MatDialogHarness);
    const [, llm] = await dialog.getAllHarnesses(MatCheckboxHarness);
    await llm?.check();
    const [name, , budget] = await dialog.getAllHarnesses(MatInputHarness);
    await name?.setValue('Search');
    await budget?.setValue('25');
    await click('Make the key');
    await settle();
    http.expectOne({ method: 'POST', url: '/v1/api-keys' }).flush(newApiKeyView());
    await settle();
    http.expectOne('/v1/budgets').flush(null, { status: 500, statusText: 'Away' });
    await settle();
    await answerList([apiKeyView()]);
    expect(text()).toContain('rnm_the-key-itself');
  });

  it('revokes only after a second thought', async () => {
    await show([apiKeyView()]);
    const button = await root.getHarness(
      MatButtonHarness.with({ selector: '[aria-label^=Revoke]' }),
    );
    await button.click();
    await click('Cancel');
    http.expectNone('/v1/api-keys/key-1');
    await button.click();
    await click('Revoke');
    await settle();
    const sent = http.expectOne('/v1/api-keys/key-1');
    expect(sent.request.method).toBe('DELETE');
    sent.flush(null);
    await settle();
    await answerList([]);
  });

  it.each([
    ['', true],
    ['openai/gpt-5*, anthropic/*\n*/claude', true],
    ['gpt-5', false],
    ['openai/', false],
  ])('takes models as the API does: %j', (typed, fine) => {
    expect(areModels(typed)).toBe(fine);
    expect(modelsOf('a/b,, c/d')).toEqual(['a/b', 'c/d']);
  });
});
