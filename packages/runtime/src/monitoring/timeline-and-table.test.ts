import { clockTime, renderTimeline } from '@wince/pages';
import { parse } from 'csv-parse/sync';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { drawnFrames } from '../../../core/src/monitoring/drawn-frames.fixture.ts';
import { bars, drawnTimeline } from '../../../pages/src/timeline/drawn-timeline.fixture.ts';
import { predictionsCsv } from './prediction-csv.ts';

describe('the timeline', () => {
  it('has in its tables and bands what the table of readings has', async () => {
    const page = await drawnTimeline(drawnFrames(), { bars });
    const { document } = parseHTML(await renderTimeline(page));
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
});
