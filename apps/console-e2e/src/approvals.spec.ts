import type { Browser, Page } from 'playwright-core';
import { launch, Visitor } from './support/console-browser';
import { ThreadPage } from './support/thread';

/** First starts of a sandbox on a busy machine take their time. */
jest.setTimeout(120_000);

/** Others at the same installation may wait at the same time. */
const AGENT = `Careful ${Date.now()}`;
const PROMPT = 'Find three facts about row level security and write them to report.md';

describe('calls that a person must approve, in a browser', () => {
  let browser: Browser;
  let owner: Visitor;
  let page: Page;

  beforeAll(async () => {
    browser = await launch();
    owner = await Visitor.open(browser);
    ({ page } = owner);
    await owner.signIn('owner');
  });
  afterAll(() => browser.close());
  afterEach(() => {
    expect(owner.complaints.splice(0)).toEqual([]);
  });

  const waiting = () => page.getByRole('region', { name: 'To approve: Web search, Tavily' });
  const badge = () => page.getByRole('link', { name: /^Approvals \d+ waiting$/ });
  const begin = async (): Promise<ThreadPage> => {
    await page.waitForURL(/\/threads\/[0-9a-f-]{36}$/);
    const thread = new ThreadPage(page);
    await thread.say(PROMPT);
    await waiting().waitFor({ timeout: 60_000 });
    return thread;
  };

  it('makes the call after somebody approved it in the thread, and logs who let it through', async () => {
    await owner.goTo('Agents');
    await page.getByRole('link', { name: 'New agent' }).click();
    await page.getByLabel('Name', { exact: true }).fill(AGENT);
    await page.getByRole('combobox', { name: 'Model' }).fill('gpt-4.1-mini');
    await page.getByRole('combobox', { name: 'Add a provider' }).fill('tavily');
    await page.getByRole('option', { name: /^Tavily/ }).click();
    await page.getByRole('radio', { name: 'Before every call' }).check();
    await owner.shoot('agent-grants');
    await page.getByRole('button', { name: 'Save and try' }).click();
    const thread = await begin();

    await waiting().getByText('"query": "row level security"').waitFor();
    await page.getByText('Needs approval').waitFor();
    await badge().waitFor();
    expect(await page.title()).toMatch(/^\(\d+\) /);
    expect(await thread.card('Create file').count()).toBe(0);
    await owner.shoot('thread-approval');
    await waiting().getByRole('button', { name: 'Approve' }).click();

    await thread.ended('Completed').waitFor();
    await page.getByText('Approved by owner@demo.renum.local; the call was made.').waitFor();
    await thread.text('Each one is in the report with its source.').waitFor();
    expect(await waiting().count()).toBe(0);

    await page.getByRole('link', { name: 'Requests of this run' }).click();
    const log = page.getByRole('table', { name: 'Requests' });
    const call = log.getByRole('row', { name: /Tavily · Web search/ });
    await call.getByText('Approved').waitFor();
    await call.getByRole('cell', { name: '200' }).waitFor();
    await owner.shoot('requests');
  });

  it('does not make the call that somebody denied in the inbox', async () => {
    await owner.goTo('Agents');
    await page.getByRole('button', { name: `Try ${AGENT}`, exact: true }).click();
    await begin();
    const address = page.url();
    await badge().click();
    const ours = waiting().filter({ hasText: AGENT });
    await ours.getByLabel('Note (optional)').fill('Not on Sundays.');
    await owner.shoot('approvals');
    await ours.getByRole('button', { name: 'Deny' }).click();
    await ours.waitFor({ state: 'detached' });
    const past = page.getByRole('table', { name: 'Decided approvals' });
    const decided = past.getByRole('row').filter({ hasText: AGENT }).first();
    await decided.getByText('Denied').waitFor();
    await decided.getByText('Not on Sundays.').waitFor();

    await page.goto(address);
    const thread = new ThreadPage(page);
    await thread.ended('Completed').waitFor();
    await thread.text('The search did not work, so I wrote nothing.').waitFor();
    await page.getByRole('link', { name: 'Requests of this run' }).click();
    const log = page.getByRole('table', { name: 'Requests' });
    const call = log.getByRole('row', { name: /Tavily · Web search/ });
    await call.getByText('Refused').waitFor();
    await call.getByRole('button', { name: /^Details/ }).click();
    await page.getByText('approval_denied').waitFor();
  });
});
