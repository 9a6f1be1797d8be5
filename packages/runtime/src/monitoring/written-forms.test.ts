import { monitoredVideoParameters, monitorVideo } from '@wince/core';
import { parse } from 'csv-parse/sync';
import { describe, expect, it, test } from 'vitest';
import { drawnFrames } from '../../../core/src/monitoring/drawn-frames.fixture.ts';
import type { PredictResult } from '../models/predict.ts';
import { readBarPeriod } from './bar-periods.ts';
import { episodesCsv, PREDICTION_COLUMNS, predictionsCsv } from './prediction-csv.ts';
import { documentOf, predictionDocument } from './prediction-document.ts';
import type { VideoPrediction } from './video-prediction.ts';

const parameters = monitoredVideoParameters.parse({});
const bars = [{ bar: 'cooling', start: 55, end: Number.POSITIVE_INFINITY } as const];
const prediction: VideoPrediction = {
  file: 'ward, left.mp4',
  video: monitorVideo(drawnFrames(), { parameters, bars }),
  partial: null,
};
const pictures: PredictResult = {
  model: {
    ...{ cell: 'hog/none/knn', positive: 'pain', version: '0.1.0', synthetic: true },
    ...{ score_means: '0 to 1', note: 'Research use only: not a medical device.' },
    ...{ calibration: null, prevalence: 0.5, abstention: null, fusion: null, outside: null },
  },
  predictions: [
    {
      ...{ file: 'a.jpg', state: 'no signal', raw: null, threshold: 0.5, status: 'no-face' },
      ...{ regions_seen: null, actions_seen: null, modalities: null },
      ...{ prevalence: 0.5, answer: null, outside: null },
      score: { value: null, unit: 'score in [0, 1]', face_confidence: null, reason: 'no face' },
      signals: {
        face: { status: 'lost', reason: 'no face' },
        frames: { status: 'not needed', reason: '' },
        sound: { status: 'not needed', reason: '' },
      },
    },
  ],
};

describe('the table of a video', () => {
  it.each(['frame', 'second'] as const)(
    'has a line for each %s, and says what the monitor showed',
    (every) => {
      const rows: Record<string, string>[] = parse(
        predictionsCsv(pictures.predictions, [prediction], { every, positive: 'pain' }),
        { columns: true },
      );
      const readings = every === 'frame' ? prediction.video.frames : prediction.video.seconds;
      expect(rows).toHaveLength(1 + readings.length);
      expect(Object.keys(rows[0])).toEqual([...PREDICTION_COLUMNS]);
      expect(rows[0]).toMatchObject({ file: 'a.jpg', state: 'no signal', time_s: '', reason: 'no face' });
      readings.forEach((reading, i) => {
        const row = rows[i + 1];
        expect(Number(row.time_s)).toBe(reading.time);
        expect(row.state).toBe(reading.state);
        expect(row.score === '' ? null : Number(row.score)).toBe(reading.value?.score ?? null);
        expect(row.score === '' ? row.reason : 'x').not.toBe('');
        expect(row.stale).toBe(reading.stale ? 'yes' : 'no');
      });
      const cooled = rows.filter((row) => Number(row.time_s) >= 55);
      expect(cooled.length).toBeGreaterThan(4);
      for (const row of cooled) expect(row).toMatchObject({ state: 'not assessable', score: '' });
    },
  );

  it('marks values stale before they are dropped', () => {
    const csv = predictionsCsv([], [prediction], { every: 'second', positive: 'pain' });
    const rows: Record<string, string>[] = parse(csv, { columns: true });
    // The last score before the face goes away is that of 27 s.
    const seen = rows
      .filter((row) => Number(row.time_s) >= 28 && Number(row.time_s) <= 33)
      .map(({ age_s, stale, state }) => [age_s, stale, state]);
    expect(seen).toEqual([
      ['1', 'no', 'no sign of pain'],
      ['2', 'no', 'no sign of pain'],
      ['3', 'yes', 'no sign of pain'],
      ['4', 'yes', 'no sign of pain'],
      ['5', 'yes', 'no sign of pain'],
      ['', 'no', 'no signal'],
    ]);
  });

  it('uses the word that the model was trained on, and never says that there is none', () => {
    const csv = predictionsCsv([], [prediction], { every: 'second', positive: 'smiling' });
    expect(csv).toContain('signs of smiling');
    expect(csv).not.toContain('pain');
    expect(predictionsCsv([], [prediction])).not.toMatch(/,no pain/);
  });

  it('lists episodes', () => {
    const rows: Record<string, string>[] = parse(episodesCsv([prediction]), { columns: true });
    expect(rows.map(({ start_s, ended_by }) => [Number(start_s), ended_by])).toEqual(
      prediction.video.episodes.map(({ start, endedBy }) => [start, endedBy]),
    );
    expect(rows.length).toBe(2);
  });
});

describe('the document of a video', () => {
  it.each(['frame', 'second'] as const)('is what its schema says, every %s', (every) => {
    const document = documentOf(pictures, [{ ...prediction, partial: 'it breaks off' }], every);
    const read = predictionDocument.parse(JSON.parse(JSON.stringify(document)));
    expect(read).toEqual(document);
    const [video] = read.videos;
    expect(video).toMatchObject({ read: 'partial', frames: 600, every });
    expect(video.score).toMatchObject({ value: prediction.video.clipScore, unit: 'score in [0, 1]' });
    expect(video.not_assessable).toEqual([{ bar: 'cooling', start: 55, end: null }]);
    for (const { score, state } of video.readings) {
      if (score.value === null) expect(score.reason).toMatch(/\w{4}/);
      if (state === 'not assessable')
        expect(score).toMatchObject({ value: null, reason: 'not assessable: cooling' });
    }
    expect(JSON.stringify(read)).not.toMatch(/NIPS|out of ten|\/10/i);
  });
});

test('a confidence says in its name what it is of', () => {
  const document = JSON.stringify(documentOf(pictures, [prediction], 'second'));
  const written = [predictionsCsv(pictures.predictions, [prediction]), episodesCsv([prediction])].map((csv) =>
    csv.slice(0, csv.indexOf('\n')),
  );
  for (const text of [document, ...written]) {
    expect(text).toMatch(/\bface_confidence\b/);
    expect(text).not.toMatch(/\bconfidence\b/);
  }
});

describe('a reason why a face cannot be assessed', () => {
  it.each([
    ['cooling', { bar: 'cooling', start: 0, end: Number.POSITIVE_INFINITY }],
    ['Deep-Sedation=30-90.5', { bar: 'deep sedation', start: 30, end: 90.5 }],
    ['eye shields = 12 -', { bar: 'eye shields', start: 12, end: Number.POSITIVE_INFINITY }],
    ['neuromuscular block=-10', { bar: 'neuromuscular block', start: 0, end: 10 }],
  ])('%s', (text, expected) => {
    expect(readBarPeriod(text)).toEqual(expected);
  });

  it.each(['sleep', '', 'cooling=9-3', 'cooling=1.2.3-4', 'cooling=5', 'cooling=4-4'])(
    '"%s" is refused',
    (text) => {
      expect(() => readBarPeriod(text)).toThrow(expect.objectContaining({ code: 'bad-bar', status: 2 }));
    },
  );
});
