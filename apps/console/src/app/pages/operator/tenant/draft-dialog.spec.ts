import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { TestBed } from '@angular/core/testing';
import { MatButtonHarness } from '@angular/material/button/testing';
import { MAT_DIALOG_DATA, MatDialogRef } from '@angular/material/dialog';
import { MatSelectHarness } from '@angular/material/select/testing';
import { consoleBed } from '../../../../testing/console-bed';
import { DraftDialog } from './draft-dialog';

describe('DraftDialog', () => {
  async function show(since: Date) {
    consoleBed([
      { provide: MAT_DIALOG_DATA, useValue: { tenantId: 't1', since: since.toISOString() } },
      { provide: MatDialogRef, useValue: { close: jest.fn() } },
    ]);
    const fixture = TestBed.createComponent(DraftDialog);
    const loader = TestbedHarnessEnvironment.loader(fixture);
    await fixture.whenStable();
    const buttons = await loader.getAllHarnesses(MatButtonHarness);
    return {
      text: (fixture.nativeElement as HTMLElement).textContent ?? '',
      selects: await loader.getAllHarnesses(MatSelectHarness),
      buttons: await Promise.all(buttons.map((button) => button.getText())),
    };
  }

  it('offers the tenant’s own months', async () => {
    const now = new Date();
    const { selects, buttons } = await show(
      new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 2, 20)),
    );
    await selects[0]?.open();
    expect(await selects[0]?.getOptions()).toHaveLength(2);
    expect(buttons).toEqual(['Cancel', 'Draft']);
  });

  it('has nothing to draft of a tenant of this month', async () => {
    const { text, selects, buttons } = await show(new Date());
    expect(text).toContain('No month of this tenant has ended yet');
    expect([selects, buttons]).toEqual([[], ['Cancel']]);
  });
});
