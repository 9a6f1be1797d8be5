import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clipParameters, faceParameters } from '@wince/core';
import { AV_SAMPLE_FMT_S16, FF_ENCODER_FLAC } from 'node-av/constants';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drawnCry } from '../../../core/src/sound/drawn-sound.fixture.ts';
import { openExtractor } from '../measure/recording-extractor.ts';
import { wavBytes, writeDrawnSound } from '../media/sound.fixture.ts';
import { encodeClip } from '../phantom/encode-clip.ts';
import { memoryStore } from '../store/index.ts';
import { hearCry } from './hear-cry.ts';

/** A drawn cry as files of recorders that do something else than usual. */
const RATE = 16_000;
const cry = Float64Array.from(drawnCry({ sampleRate: RATE, hertz: 450 }));
const silence = new Float64Array(cry.length);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-cry-borders-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function heard(bytes: Uint8Array, rate?: number) {
  const path = join(folder, `${crypto.randomUUID()}.wav`);
  await writeFile(path, bytes);
  return hearCry(path, rate === undefined ? {} : { rate });
}

/** A WAV whose header states another rate, or none. */
function stating(rate: number): Uint8Array {
  const bytes = Uint8Array.from(wavBytes([cry], RATE, 's16'));
  const view = new DataView(bytes.buffer);
  view.setUint32(24, rate, true);
  view.setUint32(28, 2 * rate, true);
  return bytes;
}

const medianPitch = ({ contour }: Awaited<ReturnType<typeof heard>>) => {
  const voiced = contour.hertz.filter((pitch) => pitch > 0).toSorted();
  return voiced[voiced.length >> 1];
};

describe('a cry', () => {
  test.each([
    ['8 bits', wavBytes([cry], RATE, 'u8')],
    ['32 bit floats', wavBytes([cry], RATE, 'f32')],
    ['stereo with a dead channel', wavBytes([silence, cry], RATE, 's16')],
  ])('in %s has the breaths and the pitch of the usual file', async (_, bytes) => {
    const [usual, found] = [await heard(wavBytes([cry], RATE, 's16')), await heard(bytes)];
    expect(found.faults).toEqual([]);
    const expirations = ({ segments }: typeof usual) =>
      segments.filter(({ kind }) => kind === 'expiration').length;
    expect(expirations(found)).toBe(expirations(usual));
    expect(expirations(found)).toBe(3);
    expect(medianPitch(found) / medianPitch(usual)).toBeCloseTo(1, 2);
  });

  test('of 1 s is analysed, or says why not', async () => {
    const found = await heard(wavBytes([cry.subarray(0, RATE)], RATE, 's16'));
    expect(found.seconds).toBeCloseTo(1, 3);
    expect(found.faults.map(({ kind }) => kind)).not.toContain('short');
  });

  test('whose header states a lower rate is refused for it', async () => {
    const { faults } = await heard(stating(8000));
    expect(faults).toEqual([
      {
        kind: 'low-rate',
        reason: expect.stringContaining('sound of 8000 Hz cannot be compared with sound of 16000 Hz'),
      },
    ]);
    expect((await heard(stating(8000), 8000)).faults).not.toContainEqual(
      expect.objectContaining({ kind: 'low-rate' }),
    );
  });

  test('that goes on behind the last frame of its video is heard to its end', async () => {
    const image = { width: 32, height: 32, data: new Uint8Array(3 * 32 * 32).fill(128) };
    const sound = drawnCry({ sampleRate: 48_000, hertz: 450 });
    const path = join(folder, 'long-sound.mp4');
    await writeFile(path, await encodeClip('mp4', 30, () => image, sound));
    const found = await hearCry(path);
    expect(found.faults).toEqual([]);
    expect(found.seconds).toBeGreaterThan(cry.length / RATE - 0.1);
    expect(found.segments.filter(({ kind }) => kind === 'expiration').length).toBe(3);
    const extractor = await openExtractor(memoryStore(), {
      ...{ face: faceParameters.parse({}), clips: clipParameters.parse({}), features: ['cry'] },
    });
    const rows = [{ row: 0, start: null, end: null, reference: false }];
    const [row] = await extractor.extract({ path, sha256: '0'.repeat(64), rows, rest: null });
    await extractor.close();
    // Expirations a minute: three, of all of the sound and not of the second of video.
    expect(row.values[0]?.values[0]).toBeCloseTo((60 * 3) / found.seconds, 0);
    expect(row.finding.clip?.seconds).toBeCloseTo(found.seconds, 1);
  });

  test('that lacks bytes is a part, in a row as alone', async () => {
    const whole = wavBytes([cry], RATE, 's16');
    const path = join(folder, 'cut.wav');
    await writeFile(path, whole.subarray(0, whole.length - 2 * RATE));
    const partial = `${path} was cut off: ${2 * RATE} bytes are missing at its end.`;
    expect((await hearCry(path)).partial).toBe(partial);
    expect((await heard(whole)).partial).toBeNull();
    const extractor = await openExtractor(memoryStore(), {
      ...{ face: faceParameters.parse({}), clips: clipParameters.parse({}), features: ['cry'] },
    });
    const rowsOf = (end: number | null) => [{ row: 0, start: null, end, reference: false }];
    const extract = async (end: number | null) =>
      extractor.extract({ path, sha256: '0'.repeat(64), rows: rowsOf(end), rest: null });
    const [row] = await extract(null);
    expect(row.finding).toMatchObject({ status: 'used', reason: `partial: ${partial}`, clip: { partial } });
    // What lies before the end of the file lacks nothing.
    const [before] = await extract(1);
    expect(before.finding).toMatchObject({ status: 'used', reason: '', clip: { partial: null } });
    await extractor.close();
  });

  test('with a hole has silence there, and says how long', async () => {
    const path = join(folder, 'hole.flac');
    const flac = { encoder: FF_ENCODER_FLAC, format: AV_SAMPLE_FMT_S16 };
    await writeDrawnSound(path, { sampleRate: RATE, channels: [cry], ...flac });
    const bytes = await readFile(path);
    const middle = Math.floor(bytes.length / 2);
    bytes.fill(0xa5, middle, middle + 40);
    await writeFile(path, bytes);
    const { partial, seconds } = await hearCry(path);
    expect(seconds).toBeCloseTo(cry.length / RATE, 2);
    expect(partial).toMatch(
      /packets of the sound of .* are broken and are left out\..* 0\.\d\d s are missing within/,
    );
  });

  test('whose header states no rate is a typed error', async () => {
    await expect(heard(stating(0))).rejects.toMatchObject({
      name: 'WinceError',
      code: expect.stringMatching(/^(damaged-sound|not-a-sound|unsupported-codec)$/),
    });
  });
});
