import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { TestBed } from '@angular/core/testing';
import { MatAutocompleteHarness } from '@angular/material/autocomplete/testing';
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
