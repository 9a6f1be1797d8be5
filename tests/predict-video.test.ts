import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { predictionDocument } from '@wince/runtime';
import { parse } from 'csv-parse/sync';
import { parseHTML } from 'linkedom';
import { ALL_FORMATS, BufferSource, EncodedPacketSink, Input } from 'mediabunny';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { smallCohort, warmCache } from './cohort.ts';
import { wince, winceRefuses, winceWorks } from './run-wince.ts';
import { slides } from './slides.ts';

let folder: string;
let cohort: string;
let cache: string;
let model: string;
let video: string;
let picture: string;

/** Times of a rate that varies: five a second, then every other frame left out. */
const TIMES = Array.from({ length: 40 }, (_, i) => i / 5).filter((time, i) => time < 4 || i % 2 === 0);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-predict-'));
  cohort = await smallCohort();
  cache = await warmCache();
  model = join(folder, 'model.wince');
  picture = join(cohort, 'pictures/S02/01.jpg');
  video = join(folder, 'ward.mp4');
  await winceWorks([
    ...['train', '--dataset', cohort, '--features', 'hog', '--select', 'none', '--classifiers', 'svm-linear'],
    ...['--cell', 'hog/none/svm-linear', '--out', model, '--cache', cache],
  ]);
  await writeFile(video, await slides([picture, picture, null], TIMES));
}, 400_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Each frame has its own time, to a millisecond. */
function expectTimes(times: readonly number[]): void {
  expect(times.map((time) => time.toFixed(3))).toEqual(TIMES.map((time) => time.toFixed(3)));
}

const call = (...more: readonly string[]) => ['predict', '--model', model, '--cache', cache, ...more];

describe('a video', () => {
  test('and a picture in one call: a document, an annotated video and a page that agree', async () => {
    const [out, report] = [join(folder, 'out.mp4'), join(folder, 'out.html')];
    const printed = await winceWorks(
      call(
        video,
        picture,
        '--json',
        '--every',
        'frame',
        '--video',
        out,
        '--report',
        report,
        '--not-assessable',
        'cooling=1-2',
      ),
    );
    const document = predictionDocument.parse(JSON.parse(printed));
    expect(document.predictions.map(({ file }) => file)).toEqual([picture]);
    const [found] = document.videos;
    expect(found).toMatchObject({ file: video, read: 'whole', frames: TIMES.length, every: 'frame' });
    expectTimes(found.readings.map(({ time }) => time));
    expect(found.scored).toBeGreaterThan(2);
    expect(found.unusable.map(({ cause }) => cause).toSorted()).toEqual(['cooling', 'no face']);
    for (const { time, state, score } of found.readings) {
      if (time >= 1 && time < 2) expect([state, score.value]).toEqual(['not assessable', null]);
    }
    const input = new Input({ source: new BufferSource(await readFile(out)), formats: ALL_FORMATS });
    const track = await input.getPrimaryVideoTrack();
    if (!track) throw new Error('no track');
    const times: number[] = [];
    for await (const { timestamp } of new EncodedPacketSink(track).packets()) times.push(timestamp);
    expectTimes(times.toSorted((a, b) => a - b));

    const csv = await winceWorks(call(video, '--csv', '--not-assessable', 'cooling=1-2'));
    const rows: Record<string, string>[] = parse(csv, { columns: true });
    const page = parseHTML(await readFile(report, 'utf8')).document;
    const listed = [...page.querySelectorAll('tbody.readings tr')].map((row) => {
      const [time, state, score] = row.querySelectorAll('td');
      const seconds = time.querySelector('time')?.getAttribute('datetime')?.slice(2, -1);
      return [Number(seconds), state.textContent?.slice(2), score.textContent];
    });
    expect(listed).toEqual(
      rows.map(({ time_s, state, score }) => [
        ...[Number(time_s), state, score === '' ? '–' : Number(score).toFixed(3)],
      ]),
    );
    expect(page.querySelector('#synthetic')).not.toBeNull();
    expect((await stat(report)).mode & 0o777).toBe(0o600);
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  }, 300_000);

  test('is told to a person: states, episodes, usable time, what it is not', async () => {
    const printed = await winceWorks(call(video, '--monitor', 'on=0.01,off=0,confirmation=0,largestAge=2'));
    expect(printed).toMatch(/usable: \d+\.\d % of the time; not usable: no face/);
    expect(printed).toMatch(/score of the whole: \d\.\d{3} \(mean of \d+ scores\)/);
    expect(printed).toContain('episodes of confirmed signs of pain');
    expect(printed).toContain('no signal');
    expect(printed).toContain('Research use only');
    expect(printed).toContain('synthetic');
    expect(printed).not.toMatch(/\bno pain\b|NIPS/);
  }, 200_000);

  test('that cannot be read is an error alone, and a row among others', async () => {
    const broken = join(folder, 'broken.mp4');
    await writeFile(broken, (await readFile(video)).subarray(0, 3000));
    const words = join(folder, 'words.mp4');
    await writeFile(words, 'no video at all, but words');
    await winceRefuses(call(broken), 1, /broken\.mp4/);
    await winceRefuses(call(words), 1, /words\.mp4 is not a video/);
    const empty = join(folder, 'empty.mp4');
    await writeFile(empty, '');
    await winceRefuses(call(empty), 1, /empty\.mp4/);
    const { status, out } = await wince(call(words, picture, '--json'));
    expect(status).toBe(1);
    const { predictions, videos } = predictionDocument.parse(JSON.parse(out));
    expect(videos).toEqual([]);
    expect(predictions.find(({ file }) => file === words)).toMatchObject({
      status: 'unreadable',
      state: 'no signal',
      score: { value: null, reason: expect.stringContaining('not a video') },
    });
  }, 200_000);

  test('in which no frame was scored gives no verdict, and status 1', async () => {
    const blank = join(folder, 'blank.mp4');
    await writeFile(blank, await slides([null], TIMES.slice(0, 12)));
    const report = join(folder, 'blank.html');
    const { status, out } = await wince(call(blank, '--report', report));
    expect(status).toBe(1);
    expect(out).toContain('No frame was scored, so nothing is known about signs of pain.');
    expect(out).toContain('not scored yet');
    expect(out).not.toContain('were confirmed');
    const page = await readFile(report, 'utf8');
    expect(page).toContain('No frame was scored');
    expect(page).not.toContain('were confirmed');
  }, 100_000);

  test('a folder stands for its recordings, and what is not read is told of', async () => {
    const place = join(folder, 'ward');
    await mkdir(join(place, 'sub'), { recursive: true });
    await copyFile(picture, join(place, 'sub', 'S02.JPG'));
    await writeFile(join(place, 'notes.txt'), 'no recording');
    const whole = await wince(call(place, '--json'));
    expect(whole.status).toBe(0);
    expect(JSON.parse(whole.out).predictions).toMatchObject([
      { file: join(place, 'sub', 'S02.JPG'), status: 'used' },
    ]);
    await writeFile(join(place, 'S03.dng'), 'a raw picture');
    const { status, err } = await wince(call(place));
    expect(status).toBe(1);
    expect(err).toContain('1 file is camera RAW, which is not read.');
  }, 100_000);

  test('is watched: a line for each second, and the whole at its end', async () => {
    const printed = await winceWorks(call(video, '--watch', '--idle', '0'));
    const lines = printed.split('\n').filter((line) => /^ +\d:\d\d\.\d {2}/.test(line));
    expect(lines.map((line) => Number(line.trim().slice(2, 4)))).toEqual([...Array(8).keys()]);
    expect(lines.some((line) => /\d\.\d{3}, \d\.\d s old/.test(line))).toBe(true);
    expect(printed).toContain('score of the whole');
    const csv = await winceWorks(call(video, '--watch', '--idle', '0', '--csv', '--every', 'frame'));
    const rows: Record<string, string>[] = parse(csv, { columns: true });
    expectTimes(rows.map(({ time_s }) => Number(time_s)));
  }, 200_000);

  test('refused: options that cannot be', async () => {
    const out = join(folder, 'refused.avi');
    await winceRefuses(
      call(video, '--video', out),
      2,
      /refused\.avi: no video can be written in the format \.avi/,
    );
    await winceRefuses(
      call(picture, '--report', join(folder, 'r.html')),
      2,
      /--report needs a video, but no video is given/,
    );
    await winceRefuses(call(video, '--not-assessable', 'sleep'), 2, /"sleep" is not a known reason/);
    await winceRefuses(
      call(video, '--monitor', 'onn=0.7'),
      2,
      /--monitor: there is no setting "onn".*Did you mean "on"/,
    );
    await winceRefuses(call(video, '--dataset', cohort), 2, /no row for/);
    await winceRefuses(call('/dev/video99', '--watch'), 2, /no camera \/dev\/video99/);
    await winceRefuses(call(video, picture, '--watch'), 2, /--watch follows one recording, but 2 are given/);
    await expect(stat(out)).rejects.toThrow('ENOENT');
  });
});
