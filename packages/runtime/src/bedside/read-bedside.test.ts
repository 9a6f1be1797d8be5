import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withoutGaps } from '@wince/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readBedside } from './read-bedside.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-bedside-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function written(content: string | Uint8Array): Promise<string> {
  const path = join(folder, crypto.randomUUID());
  await writeFile(path, content);
  return path;
}

test('EDF+ is told by its content, whatever its name', async () => {
  const golden = new URL('../../../core/src/bedside/goldens/edf.json', import.meta.url);
  const { bytes } = z.object({ bytes: z.string() }).parse(JSON.parse(readFileSync(golden, 'utf8')));
  const { signals, notes } = await readBedside(await written(Buffer.from(bytes, 'base64')));
  expect(signals.map(({ name }) => name)).toEqual(['ECG II', 'Pleth']);
  expect(notes.map(({ text }) => text)).toEqual(['heel lance', 'Schrei: é']);
});

describe('a table', () => {
  test('has units in its header, gaps in its times and missing values as NaN', async () => {
    const { signals, began } = await readBedside(
      await written(
        'Time;HR (bpm);SpO2 [%];note\n0;140;97;\n1;141;;lance\n2;150;95;\n5;170;90;\n6;171;91;\n',
      ),
    );
    expect(began).toBeNull();
    expect(signals.map(({ name, unit, rate }) => [name, unit, rate])).toEqual([
      ['HR', 'bpm', 1],
      ['SpO2', '%', 1],
    ]);
    expect(signals[1].stretches.map(({ start, samples }) => [start, [...samples]])).toEqual([
      [0, [97, Number.NaN, 95]],
      [5, [90, 91]],
    ]);
    expect([...withoutGaps(signals[0]).samples]).toEqual([140, 141, 150, Number.NaN, Number.NaN, 170, 171]);
  });

  test('may have dates, and another name for its times', async () => {
    const path = await written('at,ecg\n2026-03-01T10:00:00.00Z,0.1\n2026-03-01T10:00:00.25Z,0.2\n');
    const { signals, began } = await readBedside(path, { time: 'at' });
    expect([began, signals[0].rate, signals[0].stretches[0].start]).toEqual([
      '2026-03-01T10:00:00.00Z',
      4,
      0,
    ]);
  });

  test.each([
    ['no times', 'ecg,hr\n1,2\n1,2\n', /no column of times/],
    ['times that go back', 'time,hr\n0,1\n2,1\n1,1\n', /line 4 is not after the one before/],
    ['a time that is none', 'time,hr\n0,1\nlater,1\n', /line 3 has the time "later"/],
    ['one row', 'time,hr\n0,1\n', /fewer than two rows/],
    ['words alone', 'time,note\n0,a\n1,b\n', /no column beside the times has numbers/],
  ])('with %s is refused', async (_, text, message) => {
    const path = await written(text);
    await expect(readBedside(path)).rejects.toMatchObject({ code: 'damaged-bedside' });
    await expect(readBedside(path)).rejects.toThrow(message);
  });

  test('that is not there is told', async () => {
    await expect(readBedside(join(folder, 'none.csv'))).rejects.toMatchObject({ code: 'no-such-file' });
  });
});
