import type { HttpTestingController } from '@angular/common/http/testing';
import { type HarnessLoader } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { MatAutocompleteHarness } from '@angular/material/autocomplete/testing';
import { MatButtonHarness } from '@angular/material/button/testing';
import { MatCheckboxHarness } from '@angular/material/checkbox/testing';
import { MatFormFieldHarness } from '@angular/material/form-field/testing';
import { MatInputHarness } from '@angular/material/input/testing';
import { MatMenuHarness } from '@angular/material/menu/testing';
import { MatRadioButtonHarness } from '@angular/material/radio/testing';
import { MatSelectHarness } from '@angular/material/select/testing';
import type { AgentConfig } from '@renum/contracts';
import { consoleBed, settle, signedInAs } from '../../../testing/console-bed';
import {
  agentConfig,
  agentView,
  connectionView,
  credentialView,
  providerView,
} from '../../../testing/views';
import { AgentEditorPage } from './agent-editor-page';

const operation = (id: string, access: 'read' | 'write') => ({
  id,
  title: `Do ${id}`,
  method: access === 'read' ? 'GET' : 'POST',
  path: `/${id}`,
  access,
  safeToRetry: true,
});
const GITHUB = providerView({
  id: 'github',
  title: 'GitHub',
  kind: 'tool',
  category: 'developer',
  operations: [
    operation('user.get', 'read'),
    operation('issues.list', 'read'),
    operation('issues.create', 'write'),
  ],
});

const VERSIONS = {
  items: [{ id: 'version-1', number: 1, config: agentConfig(), createdAt: '2026-11-21T10:00:00Z' }],
};

describe('AgentEditorPage', () => {
  let http: HttpTestingController;
  let fixture: ComponentFixture<AgentEditorPage>;
  let loader: HarnessLoader;

  async function show(agentId?: string, granted: Partial<AgentConfig> = {}, grant?: string) {
    ({ http } = consoleBed());
    await signedInAs(http);
    fixture = TestBed.createComponent(AgentEditorPage);
    fixture.componentRef.setInput('agentId', agentId);
    fixture.componentRef.setInput('grant', grant);
    loader = TestbedHarnessEnvironment.loader(fixture);
    fixture.detectChanges();
    await settle();
    const providers = [
      providerView(),
      providerView({ id: 'anthropic', title: 'Anthropic' }),
      GITHUB,
      providerView({ id: 'own-shop', title: 'Shop', kind: 'tool', custom: true }),
    ];
    http.expectOne('/v1/providers').flush({ items: providers });
    http.expectOne('/v1/connections?limit=100').flush({
      items: [connectionView(), connectionView({ id: 'c2', name: 'Mail', state: 'pending' })],
    });
    http.expectOne('/v1/credentials?limit=100').flush({ items: [credentialView()] });
    if (agentId === undefined) return;
    const config = agentConfig({
      model: { ...agentConfig().model, credentialId: 'credential-1' },
      ...granted,
    });
    http.expectOne(`/v1/agents/${agentId}`).flush(agentView({ config }));
    http.expectOne(`/v1/agents/${agentId}/versions?limit=50`).flush(VERSIONS);
    await settle();
  }

  async function field(label: string): Promise<MatFormFieldHarness> {
    return loader.getHarness(MatFormFieldHarness.with({ floatingLabelText: label }));
  }
  async function type(label: string, text: string) {
    await (await (await field(label)).getControl(MatInputHarness))?.setValue(text);
  }
  const save = async () =>
    (await loader.getHarness(MatButtonHarness.with({ text: 'Save' }))).click();

  it('saves what was changed as the API names it', async () => {
    await show('agent-1');
    await type('Cost', '0.25');
    await type('Steps', '12');
    const shell = await loader.getHarness(MatCheckboxHarness.with({ label: /Run command/ }));
    await shell.check();
    await save();
    await settle();
    const { request } = http.expectOne('/v1/agents/agent-1');
    const { config } = request.body as { config: AgentConfig };
    expect(request.method).toBe('PATCH');
    expect(config.limits).toEqual({ maxSteps: 12, maxSeconds: 900, maxCostNano: '250000000' });
    expect(config.tools).toEqual(['execute_command', 'create_file', 'web_search']);
    expect(config.model.credentialId).toBe('credential-1');
  });

  it('drops the key of a provider that is no longer the agent’s', async () => {
    await show('agent-1');
    const provider = await (await field('Provider')).getControl(MatSelectHarness);
    await provider?.clickOptions({ text: 'Anthropic' });
    expect((fixture.nativeElement as HTMLElement).textContent).toContain(
      'There is no active key for this provider.',
    );
    await save();
    await settle();
    const { config } = http.expectOne('/v1/agents/agent-1').request.body as { config: AgentConfig };
    expect(config.model).toEqual({
      provider: 'anthropic',
      name: 'gpt-4.1-mini',
      maxOutputTokens: 4096,
    });
  });

  it.each(['', 'free', '-1', '1,5'])('refuses %j as a cost', async (cost) => {
    await show('agent-1');
    await type('Cost', cost);
    await save();
    await settle();
    http.expectNone('/v1/agents/agent-1');
    expect(await (await field('Cost')).getTextErrors()).toEqual(['An amount such as 1.50']);
  });

  it('tries an agent as it is without making a version', async () => {
    await show('agent-1');
    await (await loader.getHarness(MatButtonHarness.with({ text: /Try it/ }))).click();
    await settle();
    http.expectNone('/v1/agents/agent-1');
    const { request } = http.expectOne('/v1/threads');
    expect(request.body).toEqual({ agentId: 'agent-1' });
  });

  const sent = async (): Promise<AgentConfig> => {
    await save();
    await settle();
    const { request } = http.expectOne('/v1/agents/agent-1');
    return (request.body as { config: AgentConfig }).config;
  };
  const radio = async (label: RegExp) =>
    (await loader.getHarness(MatRadioButtonHarness.with({ label }))).check();
  const shown = () => (fixture.nativeElement as HTMLElement).textContent ?? '';

  it('finds a provider, own ones too, and grants what reads until more is chosen', async () => {
    await show('agent-1');
    const search = await loader.getHarness(
      MatAutocompleteHarness.with({ ancestor: 'rn-provider-search' }),
    );
    await search.enterText('shop');
    expect(await Promise.all((await search.getOptions()).map((one) => one.getText()))).toEqual([
      'Shop Your own',
    ]);
    await search.clear();
    await search.enterText('git');
    await search.selectOption({ text: /GitHub/ });
    expect(shown()).toContain('There is no active key for GitHub.');
    expect((await sent()).grants).toEqual([
      { provider: 'github', operations: 'read', ask: 'writes', limits: {} },
    ]);
  });

  it('grants the provider that somebody came to use, once', async () => {
    await show('agent-1', {}, 'github');
    await fixture.whenStable();
    expect(fixture.componentInstance.hasChanges()).toBe(true);
    await save();
    await settle();
    const { config } = http.expectOne('/v1/agents/agent-1').request.body as { config: AgentConfig };
    expect(config.grants).toEqual([
      { provider: 'github', operations: 'read', ask: 'writes', limits: {} },
    ]);
  });

  it('grants chosen operations, with a question before each, a key and limits', async () => {
    await show('agent-1');
    const search = await loader.getHarness(
      MatAutocompleteHarness.with({ ancestor: 'rn-provider-search' }),
    );
    await search.enterText('git');
    await search.selectOption({ text: /GitHub/ });
    await radio(/Only those chosen here/);
    await (await loader.getHarness(MatButtonHarness.with({ text: 'Clear' }))).click();
    expect(shown()).toContain('Choose at least one operation.');
    await save();
    await settle();
    http.expectNone('/v1/agents/agent-1');
    for (const label of [/Do issues.create/, /Do user.get/])
      await (await loader.getHarness(MatCheckboxHarness.with({ label }))).check();
    await radio(/Before every call/);
    await type('Calls a minute', '0');
    await save();
    await settle();
    http.expectNone('/v1/agents/agent-1');
    await type('Calls a minute', '30');
    await type('Cost of a run', '0.5');
    expect((await sent()).grants).toEqual([
      {
        provider: 'github',
        operations: ['user.get', 'issues.create'],
        ask: 'always',
        limits: { requestsPerMinute: 30, maxCostNano: '500000000' },
      },
    ]);
  });

  it('grants tools of a connection, and says when it is not approved', async () => {
    await show('agent-1');
    const menu = await loader.getHarness(MatMenuHarness.with({ triggerText: /Add a connection/ }));
    await menu.open();
    await menu.clickItem({ text: /Mail/ });
    expect(shown()).toContain('Its tools are not approved yet, so its calls are refused.');
    await radio(/Everything/);
    expect((await sent()).connections).toEqual([
      { connectionId: 'c2', tools: 'all', ask: 'writes', limits: {} },
    ]);
  });

  it('keeps what it was not asked to change, and takes away what is not wanted', async () => {
    const grants: AgentConfig['grants'] = [
      { provider: 'github', credentialId: 'k', operations: ['gone.one'], ask: 'never', limits: {} },
    ];
    const connections: AgentConfig['connections'] = [
      { connectionId: 'connection-1', tools: ['forecast'], ask: 'always', limits: {} },
    ];
    await show('agent-1', { grants, connections });
    await type('Cost', '0.25');
    expect(shown()).toContain('The chosen key is revoked or expired.');
    const weather = await loader.getHarness(
      MatButtonHarness.with({ selector: '[aria-label="Take Weather away"]' }),
    );
    await weather.click();
    const config = await sent();
    expect(config.grants).toEqual(grants);
    expect(config.connections).toEqual([]);
  });

  describe('fallbacks', () => {
    const click = async (label: RegExp | string) => {
      const named =
        typeof label === 'string' ? { selector: `[aria-label="${label}"]` } : { text: label };
      await (await loader.getHarness(MatButtonHarness.with(named))).click();
    };
    const WITH: Partial<AgentConfig> = {
      model: {
        ...agentConfig().model,
        fallbacks: [
          { provider: 'anthropic', name: 'claude-haiku-4-5', credentialId: 'gone' },
          { provider: 'openai', name: 'gpt-4.1' },
        ],
        fallbackOn: ['rate_limited', 'timeout'],
        fallbackAfterSeconds: 20,
      },
    };

    it('are none unless somebody adds one', async () => {
      await show('agent-1');
      await type('Cost', '0.25');
      expect(shown()).not.toContain('Fall back when');
      expect((await sent()).model).not.toHaveProperty('fallbacks');
    });

    it('are added with another provider, a key and a time', async () => {
      await show('agent-1');
      await click(/Add a fallback/);
      expect(shown()).toContain('There is no active key for Anthropic.');
      await type('Model of fallback 1', ' claude-haiku-4-5 ');
      await type('Seconds to the first word', '30');
      expect((await sent()).model).toEqual({
        provider: 'openai',
        name: 'gpt-4.1-mini',
        credentialId: 'credential-1',
        maxOutputTokens: 4096,
        fallbacks: [{ provider: 'anthropic', name: 'claude-haiku-4-5' }],
        fallbackAfterSeconds: 30,
      });
    });

    it('change places, and are taken away', async () => {
      await show('agent-1', WITH);
      await click('Move fallback 2 up');
      expect(shown()).toContain('There is no active key for Anthropic.');
      const moved = await sent();
      expect(moved.model.fallbacks).toEqual(WITH.model?.fallbacks?.toReversed());
      expect(moved.model).toMatchObject({
        fallbackOn: ['rate_limited', 'timeout'],
        fallbackAfterSeconds: 20,
      });
    });

    it('are gone with the last one, and what was said about them', async () => {
      await show('agent-1', WITH);
      await click('Take fallback 1 away');
      await click('Take fallback 1 away');
      const { model } = await sent();
      expect(Object.keys(model).filter((name) => name.startsWith('fallback'))).toEqual([]);
    });

    it('lose name and key when their provider changes', async () => {
      await show('agent-1', WITH);
      const provider = await (await field('Provider of fallback 1')).getControl(MatSelectHarness);
      await provider?.clickOptions({ text: 'OpenAI' });
      const [first] = (await sent()).model.fallbacks ?? [];
      expect(first).toEqual({ provider: 'openai', name: 'gpt-5' });
    });

    it.each([
      ['the model itself', 'gpt-4.1-mini', 'This model is there already'],
      ['nothing', '', 'Name the model'],
    ])('are not %s', async (_what, name, told) => {
      await show('agent-1', WITH);
      await type('Model of fallback 2', name);
      expect(shown()).toContain(told);
      await save();
      await settle();
      http.expectNone('/v1/agents/agent-1');
    });

    it('need a cause', async () => {
      await show('agent-1', WITH);
      await type('Seconds to the first word', '0');
      for (const label of [/It is rate limited/, /It takes too long/])
        await (await loader.getHarness(MatCheckboxHarness.with({ label }))).uncheck();
      expect(shown()).toContain('Choose at least one.');
      await save();
      await settle();
      http.expectNone('/v1/agents/agent-1');
      const label = /It refuses/;
      await (await loader.getHarness(MatCheckboxHarness.with({ label }))).check();
      expect(shown()).not.toContain('Seconds to the first word');
      const { model } = await sent();
      expect(model.fallbackOn).toEqual(['refused']);
      expect(model).not.toHaveProperty('fallbackAfterSeconds');
    });
  });

  it('needs a name and a model for a new agent', async () => {
    await show();
    await save();
    http.expectNone('/v1/agents');
    await type('Name', 'Librarian');
    await type('Model', 'gpt-5');
    await save();
    await settle();
    const { request } = http.expectOne('/v1/agents');
    expect(request.body).toMatchObject({
      name: 'Librarian',
      config: { model: { provider: 'openai', name: 'gpt-5' } },
    });
  });
});
