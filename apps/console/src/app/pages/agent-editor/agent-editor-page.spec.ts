import type { HttpTestingController } from '@angular/common/http/testing';
import { type HarnessLoader } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { MatButtonHarness } from '@angular/material/button/testing';
import { MatCheckboxHarness } from '@angular/material/checkbox/testing';
import { MatFormFieldHarness } from '@angular/material/form-field/testing';
import { MatInputHarness } from '@angular/material/input/testing';
import { MatSelectHarness } from '@angular/material/select/testing';
import type { AgentConfig } from '@renum/contracts';
import { consoleBed, settle, signedInAs } from '../../../testing/console-bed';
import { agentConfig, agentView, credentialView, providerView } from '../../../testing/views';
import { AgentEditorPage } from './agent-editor-page';

const VERSIONS = {
  items: [{ id: 'version-1', number: 1, config: agentConfig(), createdAt: '2026-11-21T10:00:00Z' }],
};

describe('AgentEditorPage', () => {
  let http: HttpTestingController;
  let fixture: ComponentFixture<AgentEditorPage>;
  let loader: HarnessLoader;

  async function show(agentId?: string) {
    ({ http } = consoleBed());
    await signedInAs(http);
    fixture = TestBed.createComponent(AgentEditorPage);
    fixture.componentRef.setInput('agentId', agentId);
    loader = TestbedHarnessEnvironment.loader(fixture);
    fixture.detectChanges();
    await settle();
    const providers = [providerView(), providerView({ id: 'anthropic', title: 'Anthropic' })];
    http.expectOne('/v1/providers').flush({ items: providers });
    http.expectOne('/v1/credentials?limit=100').flush({ items: [credentialView()] });
    if (agentId === undefined) return;
    const config = agentConfig({
      model: { ...agentConfig().model, credentialId: 'credential-1' },
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
