import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import * as env from '../env';
import { signInOf, type SignIn } from './sign-ins';

export interface View {
  width?: number;
  height?: number;
  colorScheme?: 'light' | 'dark';
}

/** A person at the console; whatever the browser complains about is kept. */
export class Visitor {
  readonly complaints: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly context: BrowserContext,
  ) {
    page.on('console', (message) => {
      if (message.type() !== 'error') return;
      const { url } = message.location();
      this.complaints.push(`${message.text()} ${url}`.trim());
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
  }

  static async open(browser: Browser, view: View = {}): Promise<Visitor> {
    const { width = 1280, height = 860, colorScheme = 'light' } = view;
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme,
      baseURL: env.baseUrl,
      acceptDownloads: true,
    });
    context.setDefaultTimeout(20_000);
    return new Visitor(await context.newPage(), context);
  }

  async signIn(role: SignIn['role']): Promise<void> {
    const { email, password } = signInOf(role);
    const { page } = this;
    await page.goto('/');
    await page.getByLabel('Email').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    // Nothing of the frame is the same on a phone; the address is.
    await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
  }

  /** By the menu, as people do: a reload would begin a new page. */
  async goTo(place: string): Promise<void> {
    const menu = this.page.getByRole('navigation', { name: 'Main' });
    await menu.getByRole('link', { name: place, exact: true }).click();
    await this.page.getByRole('heading', { level: 1, name: place }).waitFor();
  }

  /** An opened dialog takes the focus once it stands; what is typed before goes elsewhere. */
  async dialogStands(): Promise<void> {
    await this.page.getByRole('dialog').locator(':focus').first().waitFor();
  }

  async shoot(name: string): Promise<void> {
    await this.page.screenshot({ path: join(env.shots, `${name}.png`) });
  }

  async leave(): Promise<void> {
    await this.context.close();
  }
}

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: env.chromium,
    // Tests often run as root in a container, where Chromium has no sandbox of its own.
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
