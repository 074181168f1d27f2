import type { Page } from 'playwright-core';

/** A thread's page, as far as the tests use it. */
export class ThreadPage {
  constructor(private readonly page: Page) {}

  /** A new conversation with the demo's agent. */
  static async begin(page: Page): Promise<ThreadPage> {
    // By name: the tests of the API leave newer agents here, on models that are gone.
    await page.getByRole('button', { name: 'Try Researcher', exact: true }).click();
    await page.waitForURL(/\/threads\/[0-9a-f-]{36}$/);
    return new ThreadPage(page);
  }

  async say(text: string): Promise<void> {
    const field = this.page.getByRole('textbox', { name: 'Message to the agent' });
    await field.fill(text);
    await field.press('Enter');
  }

  /** The card of a tool call: its button tells tool, subject and state. */
  card(tool: string) {
    return this.page.locator('rn-tool-card', { hasText: tool });
  }

  /** What is written in the conversation; screen readers are told the same elsewhere. */
  text(words: string) {
    return this.page.getByRole('article').getByText(words);
  }

  ended(state: string) {
    return this.page.locator('footer', { hasText: state });
  }
}
