import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openProjectAccounts, type Served, serve } from '@wince/server';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CHROMIUM_ARGUMENTS } from '../packages/pages/src/in-chromium.fixture.ts';
import { chromiumPath, group } from './groups.ts';
import { violationsOf } from './open-workbench.ts';

/** Signing in as people do, with the keyboard, in a real browser. With WINCE_SCREENSHOTS=FOLDER it leaves pictures there. */

const PASSWORD = 'four words of no relation';
const OTHER = 'another four words of none';

group('the workbench with accounts', 'chromium', () => {
  let home: string;
  let served: Served;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'wince-sign-in-'));
    await mkdir(join(home, 'ward'));
    await writeFile(join(home, 'ward', 'dataset.csv'), 'path,subject,label\na.jpg,s1,pain\nb.jpg,s2,rest\n');
    const { accounts, close } = await openProjectAccounts(home);
    await Promise.all([
      accounts.add('the test', 'anna', 'admin', PASSWORD),
      accounts.add('the test', 'ben', 'rater', PASSWORD),
    ]);
    close();
    served = await serve({
      project: home,
      cache: join(home, 'cache'),
      workers: 1,
      port: 0,
      version: '0.0.0',
    });
    browser = await chromium.launch({ executablePath: chromiumPath(), args: CHROMIUM_ARGUMENTS });
    page = await browser.newPage({ viewport: { width: 820, height: 640 } });
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await served?.close();
    await rm(home, { recursive: true, force: true });
  });

  const places = () => page.getByRole('navigation', { name: 'Places' }).getByRole('link').allTextContents();
  const signIn = async (name: string, password: string) => {
    await page.getByLabel('Name').focus();
    await page.keyboard.type(name);
    await page.keyboard.press('Tab');
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
  };

  test('a wrong password is told in words, and a rater sees the place to label, under the own name', async () => {
    await page.goto(served.address());
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await signIn('ben', 'a wrong one');
    await page.getByRole('alert').getByText('The name or the password is wrong.').waitFor();
    await picture('sign-in');
    await page.getByLabel('Name').fill('');
    await signIn('ben', PASSWORD);
    await page.getByRole('heading', { name: 'Label' }).waitFor();
    expect(await places()).toEqual(['Label']);
    expect(await page.getByLabel('Your name').count()).toBe(0);
    await page.getByText('ben (rater)').click();
    await picture('account');
    expect(await page.getByText('Log of changes').count()).toBe(0);
  });

  test('another password ends the session, and the page asks again', async () => {
    await page.getByLabel('Present password').fill(PASSWORD);
    await page.getByLabel('New password').fill(OTHER);
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await signIn('ben', OTHER);
    await page.getByText('ben (rater)').waitFor();
  });

  test('an administrator sees all places and the log, and signs out', async () => {
    await page.getByText('ben (rater)').click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await signIn('anna', PASSWORD);
    await page.getByText('anna (admin)').waitFor();
    expect(await places()).toEqual(['Data', 'Label', 'Experiment', 'Monitor', 'Models']);
    await page.getByText('Log of changes').click();
    await page.getByText('The chain of hashes holds').waitFor();
    expect(await page.locator('details table').textContent()).toContain('change password');
    await page.getByText('Log of changes').click();
    await page.getByText('Accounts', { exact: true }).click();
    await page.getByLabel('Role of ben').selectOption('researcher');
    await page.getByText('Log of changes').click();
    await page.getByText('change role').waitFor();
    await page.getByLabel('Role of anna').selectOption('rater');
    await page.getByRole('alert').getByText('anna is the last administrator.').waitFor();
    expect(await page.getByLabel('Role of anna').inputValue()).toBe('admin');
    expect(await violationsOf(page)).toEqual([]);
    await picture('accounts');
  });

  async function picture(name: string): Promise<void> {
    const folder = process.env.WINCE_SCREENSHOTS;
    if (folder) await page.screenshot({ path: join(folder, `${name}.png`) });
  }
});
