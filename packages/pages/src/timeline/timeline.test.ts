import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseHTML } from 'linkedom';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { chromiumPath, group } from '../../../../tests/groups.ts';
import { drawnFrames, STORY } from '../../../core/src/monitoring/drawn-frames.fixture.ts';
import { CHROMIUM_ARGUMENTS, NO_FAULTS, pageFaults } from '../in-chromium.fixture.ts';
import { thinned } from './axis.ts';
import { bars, drawnTimeline } from './drawn-timeline.fixture.ts';
import { timelinePage } from './timeline-page.ts';

describe('the timeline', () => {
  it('draws dots where the scores are', async () => {
    const page = await drawnTimeline(drawnFrames());
    const { document } = parseHTML(timelinePage(page));
    const chart = [...document.querySelectorAll('svg.chart')].find((svg) =>
      svg.getAttribute('aria-label')?.startsWith('Score over time'),
    );
    const dots = [...(chart?.querySelectorAll('circle') ?? [])].map((dot) => [
      Number(dot.getAttribute('cx')),
      Number(dot.getAttribute('cy')),
    ]);
    const { scores } = page.prediction.video;
    expect(dots).toHaveLength(scores.length);
    // Two dots give both scales; all others must lie on them.
    const [a, b] = [0, 14];
    const perSecond = (dots[b][0] - dots[a][0]) / (scores[b].time - scores[a].time);
    const perScore = (dots[b][1] - dots[a][1]) / (scores[b].score - scores[a].score);
    scores.forEach(({ time, score }, i) => {
      expect(Math.abs(dots[i][0] - dots[a][0] - perSecond * (time - scores[a].time))).toBeLessThan(0.05);
      expect(Math.abs(dots[i][1] - dots[a][1] - perScore * (score - scores[a].score))).toBeLessThan(0.5);
    });
  });

  it('says that it is synthetic on every chart of scores and in every caption; a real one does not', async () => {
    const page = timelinePage(await drawnTimeline(drawnFrames()));
    const { document } = parseHTML(page);
    const captions = [...document.querySelectorAll('caption, figcaption')];
    expect(captions.length).toBeGreaterThan(6);
    for (const caption of captions) expect(caption.textContent).toContain('Synthetic model');
    expect(timelinePage(await drawnTimeline(drawnFrames(), { synthetic: false }))).not.toMatch(
      /synthetic model/i,
    );
  });

  it('shows no score as one of a scale, and never says that there is no pain', async () => {
    const text = parseHTML(timelinePage(await drawnTimeline(drawnFrames()))).document.body.textContent ?? '';
    expect(text).toContain('is not a score of a pain scale');
    expect(text).not.toMatch(/out of ten|\/ ?10\b|\bno pain\b/i);
    expect(text.match(/NIPS/g)).toHaveLength(1);
    expect(text).toContain('is not a NIPS score');
  });

  it('leaves faces out where asked, and strain where there is none', async () => {
    const plain = timelinePage(await drawnTimeline(drawnFrames(), { faces: false }));
    expect(plain).not.toContain('data:image');
    expect(plain).toContain('--no-faces');
    const none = timelinePage(
      await drawnTimeline(drawnFrames().map((frame) => ({ ...frame, strain: null }))),
    );
    expect(none).not.toContain('id="strain"');
  });

  it('lists readings without columns that hold nothing', async () => {
    const titles = async (frames: Parameters<typeof drawnTimeline>[0]) => {
      const { document } = parseHTML(timelinePage(await drawnTimeline(frames)));
      return [...document.querySelectorAll('#readings th')].map((cell) => cell.textContent);
    };
    const frames = drawnFrames();
    expect(await titles(frames)).toContain('Strain since rest');
    const without = await titles(frames.map((frame) => ({ ...frame, strain: null })));
    expect(without).toContain('Score');
    expect(without.filter((title) => title?.startsWith('Strain'))).toEqual([]);
  });

  it('stands for one frame, for no face and for no score', async () => {
    const [first] = drawnFrames();
    const lost = drawnFrames().slice(285, 355);
    for (const frames of [[first], lost, drawnFrames().map((frame) => ({ ...frame, score: null }))])
      expect(timelinePage(await drawnTimeline(frames))).not.toMatch(/NaN|undefined|Infinity/);
    const away = timelinePage(await drawnTimeline(lost));
    expect(away).toContain('Only 0.0 % of the time');
    expect(away).toContain('No frame was scored, so nothing is known about signs of pain.');
    expect(away).not.toContain('were confirmed');
  });

  it('keeps the text of a file name text', async () => {
    const file = '<script>alert(1)</script>\u202e.mp4';
    const { document } = parseHTML(timelinePage(await drawnTimeline(drawnFrames(), { file })));
    expect(document.querySelectorAll('script')).toHaveLength(0);
  });

  it('is the same bytes each time', async () => {
    expect(timelinePage(await drawnTimeline(drawnFrames()))).toBe(
      timelinePage(await drawnTimeline(drawnFrames())),
    );
  });
});

describe('a long curve', () => {
  it('is thinned without losing its peaks or its gaps', () => {
    const points = Array.from({ length: 50_000 }, (_, time) => ({
      time,
      value: time === 31_234 ? 9 : time > 40_000 && time < 40_400 ? Number.NaN : Math.sin(time / 500),
    }));
    const kept = thinned(points);
    expect(kept.length).toBeLessThan(3500);
    expect(kept.some(({ value }) => value === 9)).toBe(true);
    expect(kept.some(({ value }) => Number.isNaN(value))).toBe(true);
    const times = kept.map(({ time }) => time);
    expect(times).toEqual([...new Set(times)].toSorted((a, b) => a - b));
    expect(thinned(points.slice(0, 100))).toHaveLength(100);
  });
});

group('the timeline in Chromium', 'chromium', () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: chromiumPath(),
      args: CHROMIUM_ARGUMENTS,
    });
    folder = await mkdtemp(join(tmpdir(), 'wince-timeline-'));
    await writeFile(
      join(folder, 'page.html'),
      timelinePage(await drawnTimeline(drawnFrames(STORY), { bars })),
    );
  });
  afterAll(async () => {
    await browser?.close();
    if (folder) await rm(folder, { recursive: true });
  });

  test.each([400, 900, 1600])(
    'at %d px: no error, no request, no word on another, nothing beside the page',
    async (width) => {
      const page = await browser.newPage({ viewport: { width, height: 900 } });
      const said: string[] = [];
      const asked: string[] = [];
      page.on('console', (message) => said.push(message.text()));
      page.on('pageerror', (error) => said.push(error.message));
      page.on('request', (request) => asked.push(request.url()));
      const url = pathToFileURL(join(folder, 'page.html')).href;
      await page.goto(url);
      const seen = await page.evaluate(() => ({
        charts: [...document.querySelectorAll('.timeline svg.chart')]
          .map((chart) => chart.getBoundingClientRect().width)
          .filter((chart) => chart > 0),
        room: document.querySelector('#timeline')?.getBoundingClientRect().width ?? 0,
        pictures: [...document.querySelectorAll('img')].map((image) => image.naturalWidth),
        nameless: [...document.querySelectorAll('svg, img, [role=region]')].filter(
          (element) => !element.getAttribute('aria-label') && !element.getAttribute('alt'),
        ).length,
      }));
      expect(said).toEqual([]);
      expect(asked.filter((each) => !each.startsWith('data:'))).toEqual([url]);
      expect(await pageFaults(page)).toEqual(NO_FAULTS);
      // Each row of the timeline is shown once, and takes the window that it has.
      expect(seen.charts.length).toBe(6);
      for (const chart of seen.charts) expect(chart / seen.room).toBeGreaterThan(0.75);
      expect(seen.pictures).toEqual([32]);
      expect(seen.nameless).toBe(0);
      await page.close();
    },
  );

  test('is read by anyone: words stand on their colours with a contrast of 4.5 or more', async () => {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(join(folder, 'page.html')).href);
    const contrasts = await page.evaluate(() => {
      const light = (colour: string) => {
        const [r, g, b] = (colour.match(/[\d.]+/g) ?? []).map((value) => {
          const share = Number(value) / 255;
          return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      return [...document.querySelectorAll('.swatch')].map((swatch) => {
        const { color, backgroundColor } = getComputedStyle(swatch);
        const [a, b] = [light(color), light(backgroundColor)].sort((x, y) => y - x);
        return (a + 0.05) / (b + 0.05);
      });
    });
    expect(contrasts.length).toBeGreaterThan(6);
    for (const contrast of contrasts) expect(contrast).toBeGreaterThanOrEqual(4.5);
    await page.close();
  });
});
