import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { onnxFile } from '../packages/networks/src/fixtures/onnx-file.fixture.ts';
import { group } from './groups.ts';
import {
  type OpenedWorkbench,
  openWorkbench,
  pictureForGuide,
  tabTo,
  violationsOf,
} from './open-workbench.ts';

/** A network of one's own, brought into the page, looked at and tested. With WINCE_SCREENSHOTS=FOLDER it leaves pictures there. */
group('networks in the workbench', 'chromium', () => {
  let opened: OpenedWorkbench;
  let page: Page;
  let home: string;
  const before = process.env.WINCE_NETWORKS;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'wince-page-networks-'));
    process.env.WINCE_NETWORKS = join(home, 'networks');
    const nodes = [{ type: 'Abs', inputs: ['x'], outputs: ['y'] }];
    await writeFile(
      join(home, 'My Faces.onnx'),
      onnxFile({ nodes, outputs: ['y'], input: [1, 3, 'rows', 'columns'] }),
    );
    await writeFile(
      join(home, 'weights.pt'),
      Buffer.from('PK\x03\x04\0\0\x08\x08archive/data.pkl', 'latin1'),
    );
    opened = await openWorkbench({});
    ({ page } = opened);
    await page.goto(opened.served.address());
    await page.waitForURL(`http://127.0.0.1:${opened.served.port}/`);
    await page.goto(opened.at('models'));
  }, 400_000);

  afterAll(async () => {
    await opened?.close();
    if (before === undefined) delete process.env.WINCE_NETWORKS;
    else process.env.WINCE_NETWORKS = before;
    await rm(home, { recursive: true, force: true });
  });

  /** Pictures at three widths in both themes. */
  const pictures = async (name: string) => {
    const folder = process.env.WINCE_SCREENSHOTS;
    if (!folder) return;
    for (const width of [360, 820, 1600]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 1000 });
        const fullPage = (await page.locator('dialog[open]').count()) === 0;
        await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`), fullPage });
      }
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1280, height: 900 });
  };

  test('each network has a card with its source, hashes, licence, preparation and layers', async () => {
    await page.getByRole('button', { name: 'Card of faceres', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'faceres' });
    await dialog.getByText('SHA-256 of models/faceres.bin').waitFor();
    for (const words of ['licence', 'trained on', 'caution', '224 x 224, rgb', '56 layers or outputs'])
      await dialog.getByText(words, { exact: true }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Close' }).click();
  });

  test('the self-test says what was compared with what, and the largest difference', async () => {
    await page.getByRole('button', { name: 'Test blazeface', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'blazeface' });
    await dialog.getByText('✓ It gives what it should give.').waitFor();
    await dialog.getByText(/compared with what TensorFlow\.js \S+ gives for the same noise/).waitFor();
    await dialog.getByText(/The largest difference is \S+ in the layer \S+/).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await pictures('network-card');
    await pictureForGuide(page, 'network');
    await dialog.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('row', { name: /^Card of blazeface .*✓ agrees/ }).waitFor();
  });

  test('a pickle is refused beside its field, and what is missing is said beside the field that takes it', async () => {
    await page.getByText('Import a network of your own').click();
    const submit = page.getByRole('button', { name: 'Import the network' });
    const file = page.getByLabel('File of the network', { exact: true });
    await file.setInputFiles(join(home, 'weights.pt'));
    await submit.click();
    await page.getByText('weights.pt is a ZIP archive, which is not unpacked.').waitFor();
    expect(await file.getAttribute('aria-invalid')).toBe('true');
    expect(await violationsOf(page)).toEqual([]);
    await pictures('network-import');
    await file.setInputFiles(join(home, 'My Faces.onnx'));
    await submit.click();
    const size = page.getByLabel('Rows and columns of its pictures (--size)');
    await expect.poll(() => size.getAttribute('aria-invalid'), { timeout: 60_000 }).toBe('true');
    await size.fill('16x16');
    await submit.click();
    const mean = page.getByLabel('What is subtracted from the pictures (--mean)');
    await expect.poll(() => mean.getAttribute('aria-invalid'), { timeout: 60_000 }).toBe('true');
    await page.getByText('My Faces.onnx does not state what is subtracted from its pictures.').waitFor();
  });

  test('with the keyboard alone the rest is filled in, and the network is there, with a test that agrees', async () => {
    const mean = page.getByLabel('What is subtracted from the pictures (--mean)');
    await tabTo(page, mean);
    await page.keyboard.press('a');
    await page.keyboard.type(' number');
    expect(await mean.inputValue()).toBe('numbers');
    await tabTo(page, page.getByLabel('Numbers of the colours'));
    await page.keyboard.type('104, 117, 123');
    await tabTo(page, page.getByLabel('Order of colours (--colour)'));
    await page.keyboard.press('r');
    await tabTo(page, page.getByRole('button', { name: 'Import the network' }));
    await page.keyboard.press('Enter');
    await page.getByText('my-faces was imported.').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await tabTo(page, page.getByRole('button', { name: 'Test my-faces', exact: true }));
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'my-faces' });
    await dialog.getByText('✓ It gives what it should give.').waitFor();
    await dialog.getByText('104, 117, 123; 1').waitFor();
    await dialog.getByText(/compared with what it gave when it was imported/).waitFor();
    await page.keyboard.press('Escape');
    expect(await readdir(join(home, 'networks'))).toContain('my-faces');
    // The browser notes that a file was refused, as it was to be.
    expect(opened.complaints.filter((line) => !line.includes('weights.pt'))).toEqual([]);
  });
});
