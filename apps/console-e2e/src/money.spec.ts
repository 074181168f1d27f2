import type { Browser, Page } from 'playwright-core';
import { makeDemoOlder } from './support/older-demo';
import { launch, Visitor } from './support/console-browser';

/** Of this run alone: an installation may have those of earlier ones. */
const KEY = `Key ${Date.now()}`;

describe('money', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());

  const visit = async (
    role: 'owner' | 'operator',
    work: (visitor: Visitor) => Promise<void>,
  ): Promise<void> => {
    const visitor = await Visitor.open(browser);
    await visitor.signIn(role);
    await work(visitor);
    await visitor.leave();
    expect(visitor.complaints).toEqual([]);
  };

  it('a budget is set, seen with its burn-down, and deleted', () =>
    visit('owner', async (visitor) => {
      const { page } = visitor;
      await visitor.goTo('Budgets');
      // In total: nothing else in the tests sets one for that.
      const row = page.locator('rn-budget-list li').filter({ hasText: '$1,234.50 in total' });
      const create = page.getByRole('button', { name: /New budget|Set the first one/ }).first();
      await create.click();
      await visitor.dialogStands();
      await page.getByRole('combobox', { name: 'Period' }).click();
      await page.getByRole('option', { name: 'In total' }).click();
      await page.getByRole('textbox', { name: 'Limit' }).fill('1234.5');
      await page.getByRole('button', { name: 'Set the budget' }).click();
      await row.getByText('On track').waitFor();
      await row.getByRole('img', { name: /Line chart/ }).waitFor();
      await visitor.shoot('budgets');
      await row.getByRole('button', { name: /^More/ }).click();
      await page.getByRole('menuitem', { name: 'Delete' }).click();
      const sure = page.getByRole('alertdialog');
      await sure.getByRole('button', { name: 'Delete' }).click();
      await row.waitFor({ state: 'detached' });
    }));

  it('an operator issues an invoice, and the tenant looks at its PDF in the page', async () => {
    await makeDemoOlder();
    let number = '';
    await visit('operator', async (visitor) => {
      const { page } = visitor;
      await visitor.goTo('Tenants');
      await page.getByRole('link', { name: /^Demo/ }).click();
      number = await issuedInvoice(page);
      await visitor.shoot('operator-invoice');
    });
    await visit('owner', async (visitor) => {
      const { page } = visitor;
      await visitor.goTo('Invoices');
      await page
        .getByRole('row', { name: new RegExp(number) })
        .getByRole('link')
        .click();
      await page.getByRole('heading', { level: 1, name: number }).waitFor();
      const frame = page.locator('iframe[title*="as a PDF"]');
      await frame.waitFor();
      expect(await frame.getAttribute('src')).toMatch(/^blob:/);
      await visitor.shoot('invoice');
      await page.getByRole('tab', { name: 'Lines' }).click();
      await page.getByText('Total', { exact: true }).waitFor();
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: 'CSV' }).click();
      expect((await download).suggestedFilename()).toBe(`${number}.csv`);
    });
  });

  it('an API key opens the API until it is revoked', () =>
    visit('owner', async (visitor) => {
      const { page } = visitor;
      await visitor.goTo('API keys');
      await page
        .getByRole('button', { name: /New key|Make the first one/ })
        .first()
        .click();
      await visitor.dialogStands();
      await page.getByLabel('Name', { exact: true }).fill(KEY);
      await page.getByRole('button', { name: 'Make the key' }).click();
      const fresh = page.getByRole('region', { name: 'The new key' });
      const key = await fresh.locator('code').first().innerText();
      expect(key).toMatch(/^rnm_/);
      await fresh.getByText('/v1/agents').waitFor();
      const authorization = `Bearer ${key}`;
      const ask = () =>
        page.request.get('/v1/agents', { headers: { authorization }, failOnStatusCode: false });
      expect((await ask()).status()).toBe(200);
      await visitor.shoot('api-key');
      await page.getByRole('button', { name: `Revoke ${KEY}` }).click();
      await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click();
      await page.getByText(key).waitFor({ state: 'detached' });
      await page.getByText(`“${KEY}” is revoked.`).waitFor();
      expect((await ask()).status()).toBe(401);
    }));
});

/** The number of one of the tenant's invoices, issued now if there is none. */
async function issuedInvoice(page: Page): Promise<string> {
  await page.getByRole('heading', { level: 2, name: 'Invoices' }).waitFor();
  const first = page.getByRole('table', { name: 'Invoices' }).getByRole('link').first();
  const none = page.getByText('It has none yet.');
  await first.or(none).waitFor();
  if (await first.isVisible()) {
    await first.click();
  } else {
    await page.getByRole('button', { name: 'Draft a month' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Draft' }).click();
  }
  await page.getByRole('heading', { level: 1, name: /^(INV-|Draft)/ }).waitFor();
  const issue = page.getByRole('button', { name: 'Issue' });
  if (await issue.isVisible()) {
    await issue.click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Issue' }).click();
  }
  const heading = page.getByRole('heading', { level: 1, name: /^INV-/ });
  await heading.waitFor();
  return heading.innerText();
}
