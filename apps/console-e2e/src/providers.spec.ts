import type { Browser } from 'playwright-core';
import { launch, Visitor } from './support/console-browser';
import { WEATHER_FILE } from './support/weather-api';

const KEY = 'weather-e2e-not-a-real-key-4Xy1';
const NEXT_KEY = 'weather-e2e-not-a-real-key-8Kw2';

/** Of this run alone: an installation may have those of earlier ones. */
const NAME = `Weather ${Date.now()}`;

describe('providers and their keys', () => {
  let browser: Browser;
  let owner: Visitor;
  beforeAll(async () => {
    browser = await launch();
    owner = await Visitor.open(browser);
    await owner.signIn('owner');
  });
  afterAll(() => browser.close());
  afterEach(() => {
    expect(owner.complaints.splice(0)).toEqual([]);
  });

  it('are found in the catalogue by what they do', async () => {
    const { page } = owner;
    await owner.goTo('Providers');
    await page.getByRole('searchbox', { name: 'Search' }).fill('web search');
    await page.getByRole('link', { name: 'Tavily' }).click();
    await page.getByRole('row', { name: /Web search.*\$0\.008 a credit/ }).waitFor();
    await page.getByText('api.tavily.com').waitFor();
    await owner.shoot('provider');
    // Back to where one was.
    await page.goBack();
    expect(await page.getByRole('searchbox', { name: 'Search' }).inputValue()).toBe('web search');
  });

  it('an own API becomes tools from its OpenAPI file', async () => {
    const { page } = owner;
    await owner.goTo('Providers');
    await page.getByRole('link', { name: 'Add your own API' }).click();
    await page.getByLabel('Or paste its text').fill(WEATHER_FILE);
    await page.getByRole('button', { name: 'Read it' }).click();
    await page.getByRole('button', { name: 'Choose all reads' }).click();
    await page.getByText('2 of 3 chosen').waitFor();
    await owner.shoot('own-provider-operations');
    await page.getByRole('button', { name: 'Continue' }).click();
    expect(await page.getByLabel('Base URL').inputValue()).toBe('https://weather.e2e.example/v1');
    await page.getByLabel('Name').fill(NAME);
    await owner.shoot('own-provider-key');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.waitForURL(/\/providers\/own-weather-\d+/);
    await page.getByRole('row', { name: /List stations/ }).waitFor();
    expect(await page.getByRole('row', { name: /Add a station/ }).count()).toBe(0);
    await page.getByText('x-api-key: ••••').waitFor();
    await owner.shoot('own-provider');
  });

  it('an own API gets a key, whose versions and uses are told', async () => {
    const { page } = owner;
    const bodies: string[] = [];
    page.on('request', (request) => bodies.push(request.postData() ?? ''));
    await page.getByRole('button', { name: 'Add key' }).click();
    await owner.dialogStands();
    await page.getByLabel('Name').fill('Weather key');
    await page.getByLabel('Last day (optional)').fill('2999-12-31');
    await page.getByLabel('Key', { exact: true }).fill(KEY);
    await page.getByLabel('Key', { exact: true }).press('Enter');
    await page.getByRole('link', { name: 'Weather key' }).click();
    await page.getByRole('heading', { level: 1, name: 'Weather key' }).waitFor();
    await page.getByText('••••4Xy1').waitFor();

    await page.getByRole('button', { name: 'Replace' }).click();
    await owner.dialogStands();
    await page.getByLabel('Key', { exact: true }).fill(NEXT_KEY);
    await page.getByLabel('Key', { exact: true }).press('Enter');
    const versions = page.getByRole('region', { name: 'Versions' }).getByRole('listitem');
    await versions.filter({ hasText: 'v2' }).filter({ hasText: 'Current' }).waitFor();
    expect(await versions.count()).toBe(2);
    const uses = page.getByRole('region', { name: 'Who used or changed it' });
    await uses.getByText('replaced the secret (version 2)').waitFor();
    await uses.getByText('stored it (version 1)').waitFor();
    await owner.shoot('credential');
    for (const secret of [KEY, NEXT_KEY]) {
      expect(bodies.join()).not.toContain(secret);
      expect(await page.content()).not.toContain(secret);
    }
  });

  it('are seen on a phone, too', async () => {
    const view = { width: 390, height: 844, colorScheme: 'dark' } as const;
    const phone = await Visitor.open(browser, view);
    await phone.signIn('owner');
    for (const path of ['/providers', '/providers/new', '/providers/tavily', '/vault']) {
      await phone.page.goto(path);
      await phone.page.getByRole('heading', { level: 1 }).waitFor();
      const width = await phone.page.evaluate('document.documentElement.scrollWidth');
      expect({ path, width }).toEqual({ path, width: 390 });
    }
    await phone.leave();
    expect(phone.complaints).toEqual([]);
  });

  it('an own API is renamed, and put away for good', async () => {
    const { page } = owner;
    await owner.goTo('Providers');
    await page.getByRole('link', { name: NAME }).click();
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill(`${NAME}, renamed`);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { level: 1, name: `${NAME}, renamed` }).waitFor();
    await page.getByRole('link', { name: 'Weather key' }).click();
    await page.getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('Revoked', { exact: true }).waitFor();
    await page.getByRole('link', { name: `${NAME}, renamed` }).click();
    await page.getByRole('button', { name: 'Archive' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Archive' }).click();
    await page.getByRole('heading', { level: 1, name: 'Providers' }).waitFor();
    expect(await page.getByRole('link', { name: `${NAME}, renamed` }).count()).toBe(0);
  });

  it('lead to a provider to connect an account, and say what came of it', async () => {
    const { page } = owner;
    const asked: URL[] = [];
    // The provider: it asks the person, who says no. All before and after is real.
    await page.route('https://slack.com/**', async (route) => {
      const url = new URL(route.request().url());
      asked.push(url);
      const back = new URL(url.searchParams.get('redirect_uri') ?? '');
      back.searchParams.set('error', 'access_denied');
      back.searchParams.set('state', url.searchParams.get('state') ?? '');
      await route.fulfill({ status: 302, headers: { location: back.href } });
    });
    await owner.goTo('Providers');
    await page.getByRole('link', { name: 'Slack' }).click();
    await page.getByRole('button', { name: 'Add key' }).click();
    await owner.dialogStands();
    await page.getByRole('radio', { name: 'Connected account' }).click();
    await page.getByLabel('Name').fill('Team Slack');
    await page.getByLabel('Client ID').fill('e2e-client');
    await page.getByLabel('Client secret').fill('e2e-client-secret-0123456789');
    await owner.shoot('connect-account');
    await page.getByRole('button', { name: 'Go to Slack and connect' }).click();
    await page.getByText('It was not allowed at the provider.').waitFor();
    await owner.shoot('connect-account-denied');
    expect(asked[0]?.searchParams.get('client_id')).toBe('e2e-client');
    expect(asked[0]?.href).not.toContain('e2e-client-secret');
    await page.getByRole('button', { name: 'Close this message' }).click();
    await page.waitForURL((url) => url.search === '');
    expect(await page.getByRole('link', { name: 'Team Slack' }).count()).toBe(0);
  });
});
