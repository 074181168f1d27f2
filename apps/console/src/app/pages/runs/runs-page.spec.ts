import type { HttpTestingController } from '@angular/common/http/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { MatButtonHarness } from '@angular/material/button/testing';
import { MatSelectHarness } from '@angular/material/select/testing';
import { Router } from '@angular/router';
import { consoleBed, settle, signedInAs } from '../../../testing/console-bed';
import { RunsPage } from './runs-page';

describe('RunsPage', () => {
  let http: HttpTestingController;
  let fixture: ComponentFixture<RunsPage>;

  async function show(asked: Record<string, string>, query: string) {
    ({ http } = consoleBed());
    await signedInAs(http);
    fixture = TestBed.createComponent(RunsPage);
    for (const [name, value] of Object.entries(asked)) fixture.componentRef.setInput(name, value);
    fixture.detectChanges();
    await settle();
    http.expectOne('/v1/agents?limit=100').flush({ items: [] });
    http.expectOne(`/v1/runs?limit=25${query}`).flush({ items: [] });
    await settle();
    await fixture.whenStable();
    return TestbedHarnessEnvironment.loader(fixture);
  }
  const text = () => (fixture.nativeElement as HTMLElement).textContent ?? '';

  it('shows the runs that the address asks for', async () => {
    const asked = { state: 'failed', reason: 'model_error', agentId: 'agent-1' };
    const query = '&state=failed&agentId=agent-1&reason=model_error';
    const loader = await show(asked, query);
    expect(text()).toContain('Only those that ended so: The model failed.');
    expect(text()).toContain('No run fits');
    await TestBed.inject(Router).navigate([], { queryParams: asked });
    await (await loader.getHarness(MatButtonHarness.with({ text: 'For any reason' }))).click();
    await settle();
    expect(TestBed.inject(Router).url).toBe('/?state=failed&agentId=agent-1');
  });

  it('writes a choice into the address, and asks nothing that is no state', async () => {
    const loader = await show({ state: 'dreaming' }, '');
    expect(text()).toContain('No run yet');
    const [state] = await loader.getAllHarnesses(MatSelectHarness);
    await state?.clickOptions({ text: 'Limit reached' });
    await settle();
    expect(TestBed.inject(Router).url).toBe('/?state=limit');
  });
});
