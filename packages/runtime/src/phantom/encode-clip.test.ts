import type { RgbImage } from '@wince/core';
import {
  buildHeadModel,
  clipScene,
  clipSound,
  drawFrame,
  drawSubject,
  faceTruth,
  planClip,
  SAMPLES_PER_SECOND,
} from '@wince/phantom';
import { ALL_FORMATS, AudioSampleSink, BufferSource, Input, VideoSampleSink } from 'mediabunny';
import { describe, expect, it } from 'vitest';
import { clipTruth, clipTruthSchema } from './clip-truth.ts';
import { assertCodecs, encodeClip } from './encode-clip.ts';
import { clearTimes } from './mp4-times.ts';
import { VIDEO_FORMATS } from './video-format.ts';

const size = 96;
const subject = drawSubject('S01', 7, { monk: 4 });
const model = buildHeadModel(subject);
const clip = planClip(subject, { seed: 7, size });
const frames: RgbImage[] = Array.from(
  { length: 40 },
  (_, i) => drawFrame(model, clipScene(clip, 380 + i)).image,
);
const sound = clipSound(clip).subarray(12.67 * SAMPLES_PER_SECOND, 14 * SAMPLES_PER_SECOND);

describe.each(VIDEO_FORMATS)('a clip as %s', (format) => {
  it('has the same bytes twice, and holds every frame and the sound', async () => {
    const bytes = await encodeClip(format, frames.length, (i) => frames[i], sound);
    const again = await encodeClip(format, frames.length, (i) => frames[i], sound);
    expect(Buffer.compare(bytes, again)).toBe(0);

    const input = new Input({ source: new BufferSource(bytes), formats: ALL_FORMATS });
    const video = await input.getPrimaryVideoTrack();
    const audio = await input.getPrimaryAudioTrack();
    if (!video || !audio) throw new Error('a track is missing');
    let count = 0;
    let error = 0;
    for await (const sample of new VideoSampleSink(video).samples()) {
      const rgba = new Uint8Array(sample.allocationSize({ format: 'RGBA' }));
      await sample.copyTo(rgba, { format: 'RGBA' });
      expect(sample.timestamp).toBeCloseTo(count / 30, 2);
      for (let i = 0; i < size * size; i++)
        error += Math.abs(rgba[4 * i + 1] - frames[count].data[3 * i + 1]);
      sample.close();
      count++;
    }
    expect(count).toBe(frames.length);
    expect(error / (count * size * size)).toBeLessThan(6);
    let samples = 0;
    for await (const sample of new AudioSampleSink(audio).samples()) {
      expect(sample.sampleRate).toBe(SAMPLES_PER_SECOND);
      samples += sample.numberOfFrames;
      sample.close();
    }
    expect(Math.abs(samples - sound.length)).toBeLessThan(3000);
  });

  it('is refused with a typed error where its codec is missing', async () => {
    const none = async (): Promise<boolean> => false;
    const all = async (): Promise<boolean> => true;
    for (const probe of [
      { canEncodeVideo: none, canEncodeAudio: all },
      { canEncodeVideo: all, canEncodeAudio: none },
    ]) {
      const refused = assertCodecs(format, 224, probe);
      await expect(refused).rejects.toMatchObject({ code: 'missing-codec', status: 1 });
    }
    await expect(assertCodecs(format, 224)).resolves.toBeUndefined();
  });
});

describe('the times of an MP4', () => {
  const box = (kind: string, body: readonly number[]): number[] => {
    const length = body.length + 8;
    return [0, 0, length >> 8, length & 255, ...[...kind].map((c) => c.charCodeAt(0)), ...body];
  };

  it('are cleared in every box that has them, and nothing else is', () => {
    const timed = [0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9];
    const bytes = Uint8Array.from([
      ...box('ftyp', [1, 2, 3]),
      ...box('moov', [...box('mvhd', timed), ...box('trak', box('mdia', box('mdhd', timed)))]),
      ...box('mdat', timed),
    ]);
    clearTimes(bytes);
    const cleared = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 9];
    expect([...bytes]).toEqual([
      ...box('ftyp', [1, 2, 3]),
      ...box('moov', [...box('mvhd', cleared), ...box('trak', box('mdia', box('mdhd', cleared)))]),
      ...box('mdat', timed),
    ]);
  });

  it('are not looked for beyond the end', () => {
    const [, , , , ...rest] = box('moov', [1, 2, 3, 4]);
    expect(() => clearTimes(Uint8Array.from([0, 0, 1, 0, ...rest]))).toThrow(RangeError);
  });
});

describe('the truth of a clip', () => {
  it('is what its schema says', () => {
    const first = faceTruth(model, drawFrame(model, clipScene(clip, 0)));
    const truth = clipTruth(model, clip, 0.5, first, { video: 'v', frames: 'f', displacement: 'd' });
    expect(clipTruthSchema.parse(JSON.parse(JSON.stringify(truth)))).toEqual(truth);
    expect(truth.segments.map(({ label }) => label).filter((label) => label === 'pain')).toHaveLength(1);
    expect(truth.heart.beats.length).toBeGreaterThan(clip.seconds);
  });
});
