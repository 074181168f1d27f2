import type { Browser } from 'playwright-core';
import { launch, Visitor } from './support/console-browser';

describe('the pages in a browser', () => {
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

  it('keeps the session over a reload and ends it for good', () =>
    visit('owner', async ({ page }) => {
      await page.goto('/agents');
      await page.getByRole('heading', { level: 1, name: 'Agents' }).waitFor();
      await page.getByRole('button', { name: 'Account' }).click();
      await page.getByRole('menuitem', { name: 'Sign out' }).click();
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      await page.goto('/agents');
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      expect(new URL(page.url()).searchParams.get('next')).toBe('/agents');
    }));

  it('makes a new version of an agent and brings the old one back', () =>
    visit('owner', async (visitor) => {
      const { page } = visitor;
      await visitor.goTo('Agents');
      await page.getByRole('link', { name: 'New agent' }).click();
      await page.getByLabel('Name', { exact: true }).fill('Librarian');
      await page.getByRole('combobox', { name: 'Model' }).fill('gpt-4.1-mini');
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByText('Version 1.').waitFor();
      await page.getByLabel('Instructions').fill('Sort everything.');
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByText('Version 2. What you save').waitFor();
      await page.getByRole('button', { name: 'Bring back version 1' }).click();
      expect(await page.getByLabel('Instructions').inputValue()).toBe('');
      await visitor.shoot('agent-editor');
      await page.getByRole('button', { name: 'Archive' }).click();
      await page.getByRole('alertdialog').getByRole('button', { name: 'Archive' }).click();
      await page.getByRole('heading', { level: 1, name: 'Agents' }).waitFor();
    }));

  it('shows an operator the platform, and nothing of a tenant', () =>
    visit('operator', async (visitor) => {
      const { page } = visitor;
      await page.getByRole('cell', { name: /Demo/ }).first().waitFor();
      for (const place of ['Instances', 'All runs', 'All usage', 'All analytics', 'Health'])
        await visitor.goTo(place);
      await page.getByText('All is well').waitFor();
      await visitor.shoot('health');
      expect(await page.getByRole('link', { name: 'Vault' }).count()).toBe(0);
      await page.goto('/vault');
      await page.getByRole('heading', { level: 1, name: 'Tenants' }).waitFor();
    }));

  it('does not show the operator’s pages to others', () =>
    visit('owner', async ({ page }) => {
      await page.goto('/operator/tenants');
      await page.getByText('There is nothing here').waitFor();
    }));
});
