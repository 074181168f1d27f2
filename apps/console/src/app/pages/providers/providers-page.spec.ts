import type { HttpTestingController } from '@angular/common/http/testing';
import { type HarnessLoader } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { MatChipOptionHarness } from '@angular/material/chips/testing';
import { MatInputHarness } from '@angular/material/input/testing';
import type { Role } from '@renum/contracts';
import { consoleBed, settle, signedInAs } from '../../../testing/console-bed';
import { credentialView, meView, providerView } from '../../../testing/views';
import { ProvidersPage } from './providers-page';

const OWN = providerView({ id: 'own-shop', title: 'Shop', category: 'own', custom: true });
const SEARCH = providerView({ id: 'tavily', title: 'Tavily', kind: 'tool', category: 'search' });

describe('ProvidersPage', () => {
  let http: HttpTestingController;
  let navigate: jest.SpyInstance;
  let fixture: ComponentFixture<ProvidersPage>;
  let loader: HarnessLoader;

  async function show(asked: { search?: string; category?: string } = {}, role: Role = 'owner') {
    const bed = consoleBed();
    ({ http } = bed);
    navigate = jest.spyOn(bed.router, 'navigate').mockResolvedValue(true);
    await signedInAs(http, meView({ tenant: { ...meView().tenant!, role } }));
    fixture = TestBed.createComponent(ProvidersPage);
    fixture.componentRef.setInput('search', asked.search);
    fixture.componentRef.setInput('category', asked.category);
    loader = TestbedHarnessEnvironment.loader(fixture);
    fixture.detectChanges();
    await settle();
    http.expectOne('/v1/providers').flush({ items: [providerView(), SEARCH, OWN] });
    http.expectOne('/v1/credentials?limit=100').flush({
      items: [credentialView(), credentialView({ provider: 'tavily', state: 'revoked' })],
    });
    await settle();
    fixture.detectChanges();
  }

  const cards = () =>
    [...(fixture.nativeElement as HTMLElement).querySelectorAll('li')].map((card) =>
      (card.textContent ?? '').replaceAll(/\s+/g, ' ').trim(),
    );

  it('shows own APIs first, and at which there is a key that works', async () => {
    await show();
    const [own, openai, tavily] = cards();
    expect(own).toMatch(/Shop ?Your own/);
    expect(own).toContain('Custom');
    expect(openai).toMatch(/Chat completions ?1 operation/);
    expect(openai).toContain('Key stored');
    expect(tavily).not.toContain('Key stored');
  });

  it('keeps the question in the address', async () => {
    await show();
    await (await loader.getHarness(MatInputHarness)).setValue('tav');
    expect(navigate).toHaveBeenLastCalledWith(
      [],
      expect.objectContaining({ queryParams: { search: 'tav' } }),
    );
    await (await loader.getHarness(MatChipOptionHarness.with({ text: /Search/ }))).select();
    expect(navigate).toHaveBeenLastCalledWith(
      [],
      expect.objectContaining({ queryParams: { category: 'search' } }),
    );
  });

  it('finds by words and category', async () => {
    await show({ search: 'tav' });
    expect(cards()).toHaveLength(1);
    TestBed.resetTestingModule();
    await show({ category: 'models' });
    expect(cards()).toEqual([expect.stringContaining('OpenAI')]);
  });

  it('leads on when nothing fits', async () => {
    await show({ search: 'telegraph' });
    expect((fixture.nativeElement as HTMLElement).textContent).toContain('No provider fits');
  });

  it('lets viewers look and add nothing', async () => {
    await show({}, 'viewer');
    expect((fixture.nativeElement as HTMLElement).textContent).not.toContain('Add your own API');
  });
});
