import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { shots } from './env';
import { launch, Visitor } from './support/console-browser';
import { ThreadPage } from './support/thread';

/** First starts of a sandbox on a busy machine take their time. */
jest.setTimeout(120_000);

const PROMPT = 'Find three facts about row level security and write them to report.md';

describe('the main job in a browser', () => {
  let browser: Browser;
  let owner: Visitor;

  beforeAll(async () => {
    browser = await launch();
    // Once for all: other tests sign the same person in at this time, and sign-ins are counted.
    owner = await Visitor.open(browser);
    await owner.signIn('owner');
    process.stderr.write(`Screenshots: ${shots}\n`);
  });
  afterAll(() => browser.close());
  afterEach(() => {
    expect(owner.complaints.splice(0)).toEqual([]);
  });

  it('runs a prompt live, gives the file away and shows what it cost', async () => {
    const { page } = owner;
    await owner.goTo('Agents');
    const thread = await ThreadPage.begin(page);
    await thread.say(PROMPT);

    // The text is there before its message is whole: it streams.
    await page.locator('rn-markdown.streaming').first().waitFor();
    await thread.card('Web search').getByText('done').waitFor();
    await owner.shoot('thread-live');
    await thread.card('Create file').getByText('done').waitFor();
    await thread.ended('Completed').waitFor();
    await thread.text('Each one is in the report with its source.').waitFor();
    await owner.shoot('thread-completed');

    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download report.md' }).click();
    const report = await download;
    expect(report.suggestedFilename()).toBe('report.md');
    expect(await readFile(await report.path(), 'utf8')).toMatch(/^# Three facts about row level/);

    await owner.goTo('Usage');
    await page.getByRole('combobox', { name: 'Group by' }).click();
    await page.getByRole('option', { name: 'Provider' }).click();
    const table = page.getByRole('table', { name: 'Usage by Provider' });
    const tavily = table.getByRole('row', { name: /Tavily/ });
    await tavily.waitFor();
    await owner.shoot('usage');
    const cell = async (provider: string, column: string): Promise<string> => {
      // Not "OpenAI-compatible".
      const row = table.getByRole('row', { name: new RegExp(`^${provider} \\d`) });
      return (await row.locator(`.mat-column-${column}`).innerText()).trim();
    };
    const searches = Number(await cell('Tavily', 'calls'));
    expect(searches).toBeGreaterThanOrEqual(1);
    expect(await cell('Tavily', 'quantity')).toBe(`${searches} credits`);
    expect(await cell('Tavily', 'cost')).toBe(`$${(searches * 0.008).toFixed(4)}`);
    expect(Number((await cell('OpenAI', 'input')).replaceAll(',', ''))).toBeGreaterThan(0);
    expect(await cell('OpenAI', 'cost')).toMatch(/^\$0\.\d*[1-9]/);
  });

  it('leads from what was used to what it is made of, and gives it out', async () => {
    const visitor = await Visitor.open(browser);
    await visitor.signIn('owner');
    const { page } = visitor;
    await page.goto('/usage?by=provider&within=24h');
    await page
      .getByRole('table', { name: 'Usage by Provider' })
      .getByRole('link', { name: 'Tavily' })
      .click();
    await page.getByRole('table', { name: 'Usage by Model' }).waitFor();
    expect(new URL(page.url()).searchParams.get('provider')).toBe('tavily');
    await page.reload();
    const search = page.getByRole('link', { name: 'tavily/search' });
    await search.waitFor();

    const events = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: 'Single events (CSV)' }).click();
    const file = await events;
    expect(file.suggestedFilename()).toBe('usage-events.csv');
    const [header, ...lines] = (await readFile(await file.path(), 'utf8')).trimEnd().split('\r\n');
    expect(header).toMatch(/^id,at,kind,/);
    expect(lines.length).toBeGreaterThanOrEqual(1);
    expect(lines.every((line) => line.includes(',tavily,'))).toBe(true);

    // A menu that closes gives the focus back to its button.
    await page.getByRole('menu').waitFor({ state: 'detached' });
    const chart = page.getByRole('group', { name: /^Cost by model/ });
    await chart.press('End');
    await chart.getByText(/^\w+ \d+, \d\d:00: /).waitFor({ state: 'attached' });

    await visitor.goTo('Analytics');
    await page.getByText('Runs that ended').waitFor();
    await page.getByRole('table', { name: 'Runs by agent' }).waitFor();
    await visitor.shoot('analytics');
    await visitor.leave();
    expect(visitor.complaints).toEqual([]);
  });

  it('shows a finished thread again, in the dark and on a phone', async () => {
    const view = { width: 390, height: 844, colorScheme: 'dark' } as const;
    const phone = await Visitor.open(browser, view);
    await phone.signIn('owner');
    await phone.page.goto('/runs');
    await phone.page.getByRole('link', { name: PROMPT }).first().click();
    const thread = new ThreadPage(phone.page);
    await thread.text('Each one is in the report with its source.').waitFor();
    const width = await phone.page.evaluate('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(390);
    await phone.shoot('thread-phone-dark');
    await phone.leave();
    expect(phone.complaints).toEqual([]);
  });

  it('stops a long run', async () => {
    const { page } = owner;
    await owner.goTo('Agents');
    const thread = await ThreadPage.begin(page);
    // Each takes a second at least: more than anything here waits.
    await thread.say('Start a long task of 100 steps');
    await thread.card('Run command').first().waitFor();
    const stop = page.getByRole('button', { name: 'Stop', exact: true });
    await stop.click();
    await thread.ended('Stopped').waitFor();
    await stop.waitFor({ state: 'detached' });
    await owner.shoot('thread-stopped');
  });

  it('asks, waits, and goes on with the answer', async () => {
    const { page } = owner;
    await owner.goTo('Agents');
    const thread = await ThreadPage.begin(page);
    await thread.say('Ask me something first');
    await page.getByText('The agent asks you').waitFor();
    await owner.shoot('thread-asked');
    // A reload in between: the question is still there.
    await page.reload();
    await page.getByLabel('Your answer').fill('Green, please');
    await page.getByRole('button', { name: 'Answer', exact: true }).click();
    await thread.ended('Completed').waitFor();
    await thread.text('You answered: Green, please').waitFor();
  });

  it('stores a key and shows only its end', async () => {
    const { page } = owner;
    const name = `Key of ${Date.now()}`;
    // Of a provider that no other test uses: the newest key is the default at once.
    const secret = 'sk-ant-e2e-not-a-real-key-9Zq7';
    const bodies: string[] = [];
    page.on('request', (request) => bodies.push(request.postData() ?? ''));
    await owner.goTo('Vault');
    await page.getByRole('button', { name: 'Add a key' }).click();
    await page.getByRole('combobox', { name: 'Provider' }).fill('anthr');
    await page.getByRole('option', { name: 'Anthropic' }).click();
    await page.getByLabel('Name').fill(name);
    await page.getByLabel('API key').fill(secret);
    await owner.shoot('vault-dialog');
    await page.getByRole('button', { name: 'Store' }).click();
    const row = page.getByRole('row', { name: new RegExp(name) });
    await row.getByRole('cell', { name: '••••9Zq7 v1' }).waitFor();
    await owner.shoot('vault');
    expect(bodies.join()).not.toContain(secret);
    expect(await page.content()).not.toContain(secret);

    await row.getByRole('button', { name: `More for ${name}` }).click();
    await page.getByRole('menuitem', { name: 'Revoke' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click();
    await row.getByText('Revoked').waitFor();
  });
});
