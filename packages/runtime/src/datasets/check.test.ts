import { readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { AV_SAMPLE_FMT_S16, FF_ENCODER_FLAC, FF_ENCODER_LIBX264 } from 'node-av/constants';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { group, SHARED } from '../../../../tests/groups.ts';
import { wavBytes, writeDrawnSound } from '../media/sound.fixture.ts';
import { type DrawnVideo, writeDrawnVideo } from '../media/video.fixture.ts';
import { checkDataset } from './check.ts';
import { addFiles, picture, testFolder } from './dataset-folder.fixture.ts';
import { NEAR_DUPLICATE_BITS } from './duplicates.ts';
import type { FilesCheckOptions } from './files-check.ts';
import type { Finding } from './finding.ts';
import { readDataset } from './read.ts';

/** Two subjects with both labels, and nothing wrong but what a test adds. */
async function sound(): Promise<Record<string, Buffer>> {
  return {
    'a.jpg': await picture('a'),
    'b.jpg': await picture('b'),
    'c.jpg': await picture('c'),
    'd.jpg': await picture('d'),
  };
}
const SOUND = 'path,subject,label\na.jpg,S1,pain\nb.jpg,S1,rest\nc.jpg,S2,pain\nd.jpg,S2,rest\n';
const YAML = 'positive: pain\nsource: drawn by a test\nlicence: none\n';
const LABELS = 'labels: { from: stimulus }\n';

async function check(
  files: Readonly<Record<string, string | Uint8Array>>,
  csv = SOUND,
  yaml = YAML + LABELS,
  options: FilesCheckOptions = {},
): Promise<readonly Finding[]> {
  const folder = await testFolder({ ...files, 'dataset.csv': csv, 'dataset.yaml': yaml });
  return checkDataset(await readDataset(folder, { escapes: 'keep' }), options);
}

const codes = (findings: readonly Finding[], level: Finding['level']) =>
  findings.filter((finding) => finding.level === level).map(({ code }) => code);

test('a sound data set has notes alone', async () => {
  const findings = await check(await sound());
  expect(codes(findings, 'error')).toEqual([]);
  expect(codes(findings, 'warning')).toEqual([]);
  expect(findings.map(({ message }) => message)).toEqual([
    'Rows by label: pain 2, rest 2.',
    'Task pain against rest: 2 positive rows, 2 negative rows.',
  ]);
});

/** The bytes of a drawn MP4: by default, 25 frames in a second. */
async function drawnVideo(video: Partial<DrawnVideo> = {}): Promise<Uint8Array> {
  const path = join(await testFolder(), 'video.mp4');
  await writeDrawnVideo(path, { encoder: FF_ENCODER_LIBX264, ...video });
  return readFile(path);
}

describe('files', () => {
  test.each<
    [string, (files: Record<string, Buffer>) => Promise<string | Uint8Array | undefined>, string, string]
  >([
    ['missing', async () => undefined, 'missing-file', 'error'],
    ['empty', async () => '', 'empty-file', 'error'],
    ['text', async () => 'this is no picture', 'not-a-picture', 'error'],
    [
      'cut off',
      async ({ 'a.jpg': bytes }) => bytes.subarray(0, bytes.length / 2),
      'damaged-picture',
      'error',
    ],
    ['a PNG by content', async () => picture('a', 'png'), 'wrong-ending', 'warning'],
    ['a thumbnail', async () => picture('a', 'jpeg', 24), 'small-picture', 'warning'],
  ])('%s', async (_, spoil, code, level) => {
    const files = await sound();
    const spoilt = await spoil(files);
    const { 'a.jpg': __, ...others } = files;
    const findings = await check(spoilt === undefined ? others : { ...others, 'a.jpg': spoilt });
    expect(findings.filter((finding) => finding.level !== 'note')).toMatchObject([
      { code, level, path: 'a.jpg', subject: 'S1' },
    ]);
  });

  test('a picture that claims too many pixels is refused before it is decoded', async () => {
    // A PNG header alone: 60,000 x 60,000 pixels, and no pixel behind it.
    const png = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    png.writeUInt32BE(60_000, 16);
    png.writeUInt32BE(60_000, 20);
    const bomb = await check({ ...(await sound()), 'a.jpg': png });
    // A decoder would find the file damaged: it ends behind its header.
    expect(codes(bomb, 'error')).toEqual(['picture-too-large']);
    const limited = await check(await sound(), SOUND, YAML + LABELS, { maximumPixels: 1000 });
    expect(codes(limited, 'error')).toEqual(Array(4).fill('picture-too-large'));
  });

  test('a folder in the place of a picture', async () => {
    const { 'a.jpg': _, ...others } = await sound();
    expect(codes(await check({ ...others, 'a.jpg/x.txt': 'x' }), 'error')).toEqual(['unreadable-file']);
  });

  test('paths that leave the folder are all listed', async () => {
    const outside = await testFolder({ 'x.jpg': 'x' });
    const csv = `${SOUND}../e.jpg,S1,pain\n/etc/f.jpg,S2,rest\ng.jpg,S2,rest\n`;
    const folder = await testFolder({ ...(await sound()), 'dataset.csv': csv, 'dataset.yaml': YAML });
    await symlink(join(outside, 'x.jpg'), join(folder, 'g.jpg'));
    const findings = await checkDataset(await readDataset(folder, { escapes: 'keep' }));
    const escapes = findings.filter(({ code }) => code === 'path-leaves-folder');
    expect(escapes.map(({ path }) => path)).toEqual(['../e.jpg', '/etc/f.jpg', 'g.jpg']);
    expect(escapes.every(({ level }) => level === 'error')).toBe(true);
  });

  test('clips are opened: what cannot be read, what is missing, intervals beyond the end', async () => {
    const csv = [
      'path,subject,label,start,end',
      'a.mp4,S1,pain,0,0.4',
      'a.mp4,S1,rest,0.4,1',
      'a.mp4,S1,rest,0.8,1.4',
      'b.mkv,S2,pain,,',
      'c.mp4,S2,rest,,',
      'd.mp4,S2,rest,,',
      'e.mp4,S2,rest,,',
      'f.mp4,S2,rest,,',
      'g.wav,S2,rest,,',
      'h.avi,S2,rest,,',
    ].join('\n');
    const video = await drawnVideo();
    const files = {
      'a.mp4': video,
      'b.mkv': await drawnVideo({ height: 32 }),
      'c.mp4': 'x',
      'd.mp4': '',
      'e.mp4': video.subarray(0, video.length - 900),
      'g.wav': 'sound',
      'h.avi': await drawnVideo({ times: [0, 1] }),
    };
    const findings = await check(files, csv);
    const of = (level: string) =>
      findings.filter((finding) => finding.level === level).map(({ code, path }) => `${path} ${code}`);
    expect(of('error').sort()).toEqual([
      'a.mp4 interval-beyond-end',
      'c.mp4 not-a-video',
      'd.mp4 empty-file',
      'e.mp4 video-without-index',
      'f.mp4 missing-file',
      'g.wav not-a-sound',
    ]);
    expect(of('warning').filter((text) => !text.startsWith('undefined'))).toEqual([
      'b.mkv wrong-ending',
      'b.mkv small-picture',
      'h.avi wrong-ending',
    ]);
    expect(findings.find(({ code }) => code === 'interval-beyond-end')?.message).toBe(
      'Line 4: a.mp4 is 1.00 s long, but the row is from 0.8 s to 1.4 s.',
    );
    expect(codes(findings, 'note')).toContain('clips-not-decoded');
  });

  test('frames that are lost where a row begins or ends are told, and nothing of whole ones', async () => {
    const video = Uint8Array.from(await drawnVideo({ times: Array.from({ length: 100 }, (_, k) => k) }));
    const csv = 'path,subject,label,start,end\na.mp4,S1,pain,0,2\na.mp4,S1,rest,2,4\n';
    const lost = async (bytes: Uint8Array) =>
      (await check({ 'a.mp4': bytes }, csv)).filter(({ code }) => code === 'frames-lost');
    expect(await lost(video)).toEqual([]);
    // The last third of the packets lies before the index.
    const end = Buffer.from(video).indexOf('moov', 0, 'latin1');
    const broken = video.slice();
    broken.fill(0xff, end - 1200, end - 8);
    const findings = await lost(broken);
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.at(-1)?.message).toMatch(/^Line 3: frames of a\.mp4 are missing at the end of the row/);
  });

  test('sound that is cut off is told, and rows behind its real end are not taken', async () => {
    const tone = Float64Array.from({ length: 32_000 }, (_, i) => Math.sin(i / 7) / 2);
    const whole = wavBytes([tone], 16_000, 's16');
    const csv =
      'path,subject,label,start,end\na.wav,S1,pain,0,0.5\na.wav,S1,rest,1.5,2\nb.wav,S2,pain,0,0.5\nb.wav,S2,rest,1.5,2\nc.wav,S1,rest,,\n';
    const findings = await check(
      { 'a.wav': whole, 'b.wav': whole.subarray(0, 32_044), 'c.wav': whole.subarray(0, 48_044) },
      csv,
    );
    const about = findings.filter(({ path }) => path !== undefined);
    expect(about.map(({ code, path, message }) => [code, path, message])).toEqual([
      ['interval-beyond-end', 'b.wav', 'Line 5: b.wav is 1.00 s long, but the row is from 1.5 s to 2 s.'],
      ['partial-sound', 'b.wav', 'b.wav was cut off: 32000 bytes are missing at its end.'],
      ['partial-sound', 'c.wav', 'c.wav was cut off: 16000 bytes are missing at its end.'],
    ]);
    expect(codes(findings, 'note')).not.toContain('clips-not-decoded');
  });

  test('a row behind the real end of sound is an error, whatever the header states', async () => {
    const path = join(await testFolder(), 'whole.flac');
    const channels = [Float64Array.from({ length: 32_000 }, (_, i) => Math.sin(i / 7) / 2)];
    const flac = { encoder: FF_ENCODER_FLAC, format: AV_SAMPLE_FMT_S16 };
    await writeDrawnSound(path, { sampleRate: 16_000, channels, ...flac });
    const whole = await readFile(path);
    const csv = 'path,subject,label,start,end\na.flac,S1,pain,0,0.2\na.flac,S1,rest,1.5,2\n';
    const found = async (bytes: Uint8Array) =>
      (await check({ 'a.flac': bytes }, csv)).filter((finding) => finding.path !== undefined);
    expect(await found(whole)).toEqual([]);
    const cut = await found(whole.subarray(0, Math.floor(whole.length / 2)));
    // It ends early, and its last packet is broken.
    expect(cut.map(({ code }) => code)).toEqual(['interval-beyond-end', 'partial-sound', 'partial-sound']);
    expect(cut[0].message).toMatch(
      /^Line 3: a\.flac is [01]\.\d\d s long, but the row is from 1\.5 s to 2 s\./,
    );
  });

  test('recordings in no row are listed', async () => {
    const findings = await check({ ...(await sound()), 'sub/e.jpg': await picture('e') });
    expect(findings.find(({ code }) => code === 'unlisted-files')?.message).toContain('sub/e.jpg');
  });

  test('files that are not read are a warning for each reason', async () => {
    const findings = await check({
      ...(await sound()),
      'x.dng': 'x',
      'y.nef': 'x',
      'z.jpg': '',
      'notes.txt': 'x',
    });
    expect(findings.filter(({ code }) => code === 'files-not-read')).toMatchObject([
      {
        level: 'warning',
        message: expect.stringMatching(
          /^2 files in the folder are not read: camera RAW.*: x\.dng, y\.nef\.$/,
        ),
      },
      { level: 'warning', message: '1 file in the folder is not read: empty (0 bytes): z.jpg.' },
    ]);
  });

  test('progress counts every file', async () => {
    const seen: number[][] = [];
    await check(await sound(), SOUND, YAML + LABELS, {
      workers: 3,
      onProgress: (...state) => seen.push(state),
    });
    expect(seen).toEqual([
      [1, 4],
      [2, 4],
      [3, 4],
      [4, 4],
    ]);
  });
});

describe('the same picture', () => {
  /** The same pixels in other bytes: a comment in the file. */
  const commented = (jpeg: Buffer) =>
    Buffer.concat([
      jpeg.subarray(0, 2),
      Buffer.from([0xff, 0xfe, 0, 6]),
      Buffer.from('note'),
      jpeg.subarray(2),
    ]);

  test.each([
    ['S1,pain', 'warning', 'same-picture'],
    ['S1,rest', 'error', 'same-picture-two-labels'],
    ['S2,pain', 'error', 'same-picture-two-subjects'],
    ['S2,rest', 'error', 'same-picture-two-subjects'],
  ])('as %s beside S1,pain', async (row, level, code) => {
    const files = await sound();
    const csv = `${SOUND}e.jpg,${row}\n`;
    for (const [copy, what] of [
      [files['a.jpg'], 'the same file'],
      [commented(files['a.jpg']), 'the same pixels'],
    ] as const) {
      const findings = (await check({ ...files, 'e.jpg': copy }, csv)).filter(
        (finding) => finding.level !== 'note',
      );
      expect(findings).toMatchObject([{ level, code, path: 'a.jpg' }]);
      expect(findings[0].message).toContain(`a.jpg, e.jpg are ${what}`);
    }
  });

  test('joined through a third: equal bytes with one, equal pixels with another', async () => {
    const files = await sound();
    const csv = `${SOUND}e.jpg,S1,pain\nf.jpg,S2,pain\n`;
    const copies = { 'e.jpg': files['a.jpg'], 'f.jpg': commented(files['a.jpg']) };
    const findings = await check({ ...files, ...copies }, csv);
    expect(codes(findings, 'error')).toEqual(['same-picture-two-subjects']);
    expect(findings[0].message).toContain('a.jpg, e.jpg, f.jpg');
  });

  test('a copy that was scaled or compressed again is a warning between subjects and labels', async () => {
    const files = await sound();
    const smaller = await sharp(files['a.jpg']).resize(56, 56).jpeg({ quality: 70 }).toBuffer();
    const between = await check({ ...files, 'e.jpg': smaller }, `${SOUND}e.jpg,S2,pain\n`);
    expect(codes(between, 'warning')).toEqual(['near-duplicate-two-subjects']);
    const labels = await check({ ...files, 'e.jpg': smaller }, `${SOUND}e.jpg,S1,rest\n`);
    expect(codes(labels, 'warning')).toEqual(['near-duplicate-two-labels']);
    const within = await check({ ...files, 'e.jpg': smaller }, `${SOUND}e.jpg,S1,pain\n`);
    expect(codes(within, 'warning')).toEqual([]);
  });

  test('one recording in two subjects is an error, in two intervals with two labels it is not', async () => {
    const clip = { 'v.mp4': await drawnVideo() };
    const rows = (second: string) =>
      `path,subject,label,start,end\nv.mp4,S1,pain,0,0.5\nv.mp4,${second},0.5,1\n`;
    const files = async (second: string) =>
      codes(await check(clip, `${rows(second)}w.mp4,S3,rest,,\n`), 'error');
    expect(await files('S1,rest')).toEqual(['missing-file']);
    expect(await files('S2,rest')).toEqual(['missing-file', 'same-picture-two-subjects']);
  });
});

describe('subjects and labels', () => {
  const rows = (...lines: string[]) => `path,subject,label\n${lines.join('\n')}\n`;

  test.each<[string, string, string, string, string]>([
    ['one subject', rows('a.jpg,S1,pain', 'b.jpg,S1,rest'), YAML, 'error', 'one-subject'],
    ['one label', rows('a.jpg,S1,pain', 'b.jpg,S2,pain'), YAML, 'error', 'one-label'],
    [
      'a subject with one label',
      rows('a.jpg,S1,pain', 'b.jpg,S2,rest', 'c.jpg,S2,pain'),
      YAML,
      'warning',
      'one-label-subjects',
    ],
    [
      'a subject in two spellings',
      rows('a.jpg,S1,pain', 'b.jpg,s01,rest', 'c.jpg,S2,pain'),
      YAML,
      'warning',
      'similar-subjects',
    ],
    [
      'a label in two spellings',
      rows('a.jpg,S1,pain', 'b.jpg,S2,rest', 'c.jpg,S2,Pain'),
      YAML,
      'warning',
      'similar-labels',
    ],
    [
      'a task without its label',
      SOUND,
      `${YAML}tasks: { t: { positive: pain, negative: cry } }\n`,
      'error',
      'unknown-label',
    ],
    ['no positive label', SOUND, 'name: x\n', 'note', 'no-positive-label'],
    ['no source', SOUND, 'positive: pain\nlicence: none\n', 'note', 'no-source'],
    ['raters unsaid', SOUND, `${YAML}labels: { from: rater }\n`, 'warning', 'raters-not-described'],
  ])('%s', async (_, csv, yaml, level, code) => {
    expect(
      codes(
        await check(await sound(), csv, yaml),
        level === 'error' ? 'error' : level === 'note' ? 'note' : 'warning',
      ),
    ).toContain(code);
  });

  test('names that differ in a digit are not alike', async () => {
    const findings = await check(
      await sound(),
      rows('a.jpg,010,pain', 'b.jpg,100,rest', 'c.jpg,S1,pain', 'd.jpg,S10,rest'),
    );
    expect(codes(findings, 'warning')).not.toContain('similar-subjects');
  });

  test('a rare class', async () => {
    const files: Record<string, Buffer> = {};
    for (let i = 0; i < 12; i++) files[`${i}.jpg`] = await picture(`rare ${i}`);
    const csv = rows(
      ...Object.keys(files).map((path, i) => `${path},S${i % 2},${i === 0 ? 'pain' : 'rest'}`),
    );
    const rare = (await check(files, csv)).find(({ code }) => code === 'rare-class');
    expect(rare?.message).toBe(
      'Task pain against rest: 1 positive row, 11 negative rows: the smaller side has only 8.3 % of the rows.',
    );
  });

  test('scores that are none are errors with their line; labels that disagree are shown', async () => {
    const yaml = `${YAML}labels: { from: scale, scale: nips, raters: two nurses, blind_to: [stimulus] }\n`;
    const csv = (second: string) =>
      `path,subject,label,nips\na.jpg,S1,pain,6\nb.jpg,S1,${second}\nc.jpg,S2,pain,7\nd.jpg,S2,no-pain,0\n`;
    const wrong = await check(await sound(), csv('no-pain,9'), yaml);
    expect(wrong[0]).toMatchObject({ level: 'error', code: 'score-out-of-range', path: 'b.jpg' });
    const other = await check(await sound(), csv('no-pain,5'), yaml);
    expect(codes(other, 'warning')).toContain('labels-disagree');
    expect(other.find(({ code }) => code === 'labels-disagree')?.message).toContain(
      '1 row of 4 has a label that does not fit the score',
    );
  });

  test('without dataset.yaml a note says what is assumed', async () => {
    const folder = await testFolder({ ...(await sound()), 'dataset.csv': SOUND });
    expect(codes(await checkDataset(await readDataset(folder)), 'note')).toContain('no-description');
  });

  test('the order of findings is by level', async () => {
    const { 'a.jpg': _, ...others } = await sound();
    const levels = (await check(others, rows('a.jpg,S1,pain', 'b.jpg,s1,rest'))).map(({ level }) => level);
    expect(levels).toEqual(
      [...levels].sort(
        (a, b) => ['error', 'warning', 'note'].indexOf(a) - ['error', 'warning', 'note'].indexOf(b),
      ),
    );
    expect(new Set(levels).size).toBe(3);
  });
});

group('london-faces', 'shared', () => {
  const place = join(SHARED, 'data', 'london-faces');

  test('has no errors and no pictures that look alike between subjects', async () => {
    const findings = await checkDataset(await readDataset(place));
    expect(codes(findings, 'error')).toEqual([]);
    expect(
      findings.filter(({ code }) => code.includes('duplicate') || code.includes('same-picture')),
    ).toEqual([]);
    expect(findings.find(({ code }) => code === 'labels')?.message).toContain('neutral 102, smiling 102');
  });

  test(`a compressed copy under another subject is found (${NEAR_DUPLICATE_BITS} bits)`, async () => {
    const original = join(place, 'neutral', '001_03.jpg');
    const folder = await testFolder({
      'a.jpg': await sharp(original).toBuffer(),
      'b.jpg': await sharp(original).jpeg({ quality: 30 }).toBuffer(),
      'c.jpg': await sharp(original).resize(300, 300).jpeg({ quality: 80 }).toBuffer(),
    });
    await addFiles(folder, {
      'dataset.csv': 'path,subject,label\na.jpg,S1,pain\nb.jpg,S2,rest\nc.jpg,S3,rest\n',
    });
    const findings = await checkDataset(await readDataset(folder));
    expect(codes(findings, 'warning').filter((code) => code === 'near-duplicate-two-subjects')).toHaveLength(
      3,
    );
  });
});
