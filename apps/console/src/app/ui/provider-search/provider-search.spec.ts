import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { TestBed } from '@angular/core/testing';
import { MatAutocompleteHarness } from '@angular/material/autocomplete/testing';
import { MatFormFieldHarness } from '@angular/material/form-field/testing';
import { providerView } from '../../../testing/views';
import { ProviderSearch } from './provider-search';

describe('ProviderSearch', () => {
  async function offered(count: number, typed = ''): Promise<string[]> {
    const fixture = TestBed.createComponent(ProviderSearch);
    const providers = Array.from({ length: count }, (_, n) =>
      providerView({ id: `p${n}`, title: `Shop ${n}` }),
    );
    fixture.componentRef.setInput('providers', providers);
    const loader = TestbedHarnessEnvironment.loader(fixture);
    const field = await loader.getHarness(MatAutocompleteHarness);
    await field.focus();
    if (typed !== '') await field.enterText(typed);
    return Promise.all((await field.getOptions()).map((option) => option.getText()));
  }

  it('is marked as wrong while it is, and says why', async () => {
    const fixture = TestBed.createComponent(ProviderSearch);
    fixture.componentRef.setInput('providers', []);
    const loader = TestbedHarnessEnvironment.loader(fixture);
    const field = await loader.getHarness(MatFormFieldHarness);
    expect([await field.hasErrors(), await field.getTextErrors()]).toEqual([false, []]);
    fixture.componentRef.setInput('error', 'Choose a provider');
    expect([await field.hasErrors(), await field.getTextErrors()]).toEqual([
      true,
      ['Choose a provider'],
    ]);
    const input = (fixture.nativeElement as HTMLElement).querySelector('input');
    expect(input?.getAttribute('aria-invalid')).toBe('true');
    fixture.componentRef.setInput('error', '');
    expect([await field.hasErrors(), await field.getTextErrors()]).toEqual([false, []]);
  });

  it('says that there are more than it shows', async () => {
    const options = await offered(32);
    expect(options).toHaveLength(31);
    expect(options.at(-1)).toBe('2 more: type a part of the name');
  });

  it('shows all that fit what was typed', async () => {
    const options = await offered(32, 'Shop 31');
    expect(options).toEqual([expect.stringContaining('Shop 31')]);
  });
});
