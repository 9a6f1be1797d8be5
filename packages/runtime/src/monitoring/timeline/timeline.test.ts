import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type BarPeriod,
  keepFrame,
  monitoredVideoParameters,
  monitorVideo,
  type ScoredFrame,
} from '@wince/core';
import { parse } from 'csv-parse/sync';
import { parseHTML } from 'linkedom';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { chromiumPath, group } from '../../../../../tests/groups.ts';
import { drawnFrames, STORY } from '../../../../core/src/monitoring/drawn-frames.fixture.ts';
import { predictionsCsv } from '../prediction-csv.ts';
import { openStrainMoments, type StrainMoment } from '../strain-moments.ts';
import { largestStrain, strainColour, strainPicture } from '../strain-picture.ts';
import { clockTime } from '../times.ts';
import { thinned } from './axis.ts';
import type { TimelineInput } from './timeline-input.ts';
import { renderTimeline } from './timeline-page.ts';

const moment = (time: number, strain: number): StrainMoment => ({
  ...{ time, strain },
  face: { width: 16, height: 16, data: new Uint8Array(256).fill(150) },
  map: new Float32Array(256).map((_, i) => (strain * i) / 128),
});

async function input(
  frames: readonly ScoredFrame[],
  options: { bars?: readonly BarPeriod[]; synthetic?: boolean; faces?: boolean; file?: string } = {},
): Promise<TimelineInput> {
  const { bars = [], synthetic = true, faces = true, file = 'ward/S07.mp4' } = options;
  const parameters = monitoredVideoParameters.parse({});
  const shown = moment(14, 0.13);
  return {
    prediction: {
      file,
      partial: null,
      video: monitorVideo(frames.map(keepFrame), { parameters, bars }),
    },
    model: {
      ...{ cell: 'hog/none/knn', positive: 'pain', version: '0.1.0', synthetic },
      ...{ score_means: '0 to 1', note: 'Research use only: not a medical device.' },
    },
    trained: { subjects: 24, rows: 480, dataset: 'ward' },
    periods: [{ name: 'heel lance', start: 10, end: 24 }],
    heatMaps: faces
      ? {
          reference: 'baseline',
          largest: 0.2,
          pictures: [{ time: 14, strain: 0.13, png: await strainPicture(shown, largestStrain([shown])) }],
        }
      : null,
    written: null,
  };
}

const bars = [{ bar: 'cooling', start: 56, end: Number.POSITIVE_INFINITY } as const];

describe('the timeline', () => {
  it('has in its tables and bands what the table of readings has', async () => {
    const page = await input(drawnFrames(), { bars });
    const { document } = parseHTML(renderTimeline(page));
    const rows: Record<string, string>[] = parse(predictionsCsv([], [page.prediction]), { columns: true });
    const seconds = (cell: Element | null) =>
      Number(cell?.querySelector('time')?.getAttribute('datetime')?.slice(2, -1));
    const listed = [...document.querySelectorAll('tbody.readings tr')].map((row) => {
      const [time, state, score, age] = row.querySelectorAll('td');
      return [seconds(time), state.textContent?.slice(2), score.textContent, age.textContent];
    });
    const number = (text: string, digits: number) => (text === '' ? '–' : Number(text).toFixed(digits));
    expect(listed).toEqual(
      rows.map(({ time_s, state, score, age_s }) => [
        ...[Number(time_s), state, number(score, 3), number(age_s, 1)],
      ]),
    );
    const bands = [...document.querySelectorAll('tbody.states tr')].map((row) => {
      const [from, to, state] = row.querySelectorAll('td');
      return { from: seconds(from), to: seconds(to), state: state.textContent?.slice(2) };
    });
    for (const { time_s, state } of rows) {
      const time = Number(time_s);
      // At a border, what was shown up to it still counts: an age of exactly the largest one is not beyond it.
      const there = bands.filter(({ from, to }) => from <= time && time <= to);
      expect(
        there.map((band) => band.state),
        `at ${time} s`,
      ).toContain(state);
    }
    const titles = [...document.querySelectorAll('svg title')].map((title) => title.textContent);
    for (const { from, to, state } of bands)
      expect(titles).toContain(`${clockTime(from)} to ${clockTime(to)}: ${state}`);
    for (const { time, score } of page.prediction.video.scores)
      expect(titles).toContain(`${clockTime(time)}: ${score.toFixed(3)}`);
    expect(document.querySelectorAll('#episodes tbody tr')).toHaveLength(2);
  });

  it('draws dots where the scores are', async () => {
    const page = await input(drawnFrames());
    const { document } = parseHTML(renderTimeline(page));
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
    const page = renderTimeline(await input(drawnFrames()));
    const { document } = parseHTML(page);
    const captions = [...document.querySelectorAll('caption, figcaption')];
    expect(captions.length).toBeGreaterThan(6);
    for (const caption of captions) expect(caption.textContent).toContain('Synthetic model');
    expect(renderTimeline(await input(drawnFrames(), { synthetic: false }))).not.toMatch(/synthetic model/i);
  });

  it('shows no score as one of a scale, and never says that there is no pain', async () => {
    const text = parseHTML(renderTimeline(await input(drawnFrames()))).document.body.textContent ?? '';
    expect(text).toContain('no score of a scale');
    expect(text).not.toMatch(/out of ten|\/ ?10\b|\bno pain\b/i);
    expect(text.match(/NIPS/g)).toHaveLength(1);
    expect(text).toContain('is no NIPS');
  });

  it('leaves faces out where asked, and strain where there is none', async () => {
    const plain = renderTimeline(await input(drawnFrames(), { faces: false }));
    expect(plain).not.toContain('data:image');
    expect(plain).toContain('--no-faces');
    const none = renderTimeline(await input(drawnFrames().map((frame) => ({ ...frame, strain: null }))));
    expect(none).not.toContain('id="strain"');
  });

  it('stands for one frame, for no face and for no score', async () => {
    const [first] = drawnFrames();
    const lost = drawnFrames().slice(285, 355);
    for (const frames of [[first], lost, drawnFrames().map((frame) => ({ ...frame, score: null }))])
      expect(renderTimeline(await input(frames))).not.toMatch(/NaN|undefined|Infinity/);
    const away = renderTimeline(await input(lost));
    expect(away).toContain('Only 0.0 % of the time');
    expect(away).toContain('That is no proof that there was none');
  });

  it('keeps the text of a file name text', async () => {
    const file = '<script>alert(1)</script>\u202e.mp4';
    const { document } = parseHTML(renderTimeline(await input(drawnFrames(), { file })));
    expect(document.querySelectorAll('script')).toHaveLength(0);
  });

  it('is the same bytes each time', async () => {
    expect(renderTimeline(await input(drawnFrames()))).toBe(renderTimeline(await input(drawnFrames())));
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

describe('moments of strain', () => {
  it('are the largest, some time apart, in order of time, and copies', () => {
    const moments = openStrainMoments({ most: 3, apart: 2 });
    const pushed = [0.1, 0.5, 0.4, 0.2, 0.9, 0.3, 0.6, 0.05, 0.7, 0].map((strain, i) => moment(i, strain));
    for (const each of pushed) moments.push(each);
    pushed[4].map.fill(0);
    expect(moments.list().map(({ time }) => time)).toEqual([4, 6, 8]);
    expect(moments.list()[0].map[200]).toBeGreaterThan(0);
    expect(() => moments.push({ ...moment(20, 1), map: new Float32Array(3) })).toThrow('each pixel');
  });

  it('are drawn with colours that grow lighter as strain grows, and not at all where there is none', async () => {
    const light = [0, 0.25, 0.5, 0.75, 1].map((share) => {
      const [r, g, b] = strainColour(share);
      return 0.3 * r + 0.59 * g + 0.11 * b;
    });
    expect(light).toEqual(light.toSorted((a, b) => a - b));
    expect(new Set(light).size).toBe(5);
    const still = { ...moment(1, 1), map: new Float32Array(256) };
    expect(largestStrain([still])).toBe(0);
    const png = await strainPicture(still, 0);
    expect([...png.subarray(1, 4)]).toEqual([0x50, 0x4e, 0x47]);
  });
});

describe('a time', () => {
  it.each([
    [0, 1, '0:00.0'],
    [7.26, 1, '0:07.3'],
    [59.96, 1, '1:00.0'],
    [750, 0, '12:30'],
    [3723, 1, '1:02:03.0'],
    [-0.5, 1, '-0:00.5'],
    [-0.01, 1, '0:00.0'],
  ])('%d s with %d decimals is %s', (seconds, decimals, expected) => {
    expect(clockTime(seconds, decimals)).toBe(expected);
  });
});

group('the timeline in Chromium', 'chromium', () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: chromiumPath(),
      args: ['--no-sandbox', '--disable-gpu'],
    });
    folder = await mkdtemp(join(tmpdir(), 'wince-timeline-'));
    await writeFile(join(folder, 'page.html'), renderTimeline(await input(drawnFrames(STORY), { bars })));
  });
  afterAll(async () => {
    await browser?.close();
    if (folder) await rm(folder, { recursive: true });
  });

  test.each([400, 1240])('at %d px: no error, no request, nothing beside the page', async (width) => {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const said: string[] = [];
    const asked: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(error.message));
    page.on('request', (request) => asked.push(request.url()));
    const url = pathToFileURL(join(folder, 'page.html')).href;
    await page.goto(url);
    const seen = await page.evaluate(() => ({
      width: document.documentElement.scrollWidth,
      pictures: [...document.querySelectorAll('img')].map((image) => image.naturalWidth),
      nameless: [...document.querySelectorAll('svg, img, [role=region]')].filter(
        (element) => !element.getAttribute('aria-label') && !element.getAttribute('alt'),
      ).length,
    }));
    expect(said).toEqual([]);
    expect(asked.filter((each) => !each.startsWith('data:'))).toEqual([url]);
    expect(seen.width).toBeLessThanOrEqual(width);
    expect(seen.pictures).toEqual([32]);
    expect(seen.nameless).toBe(0);
    await page.close();
  });

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
