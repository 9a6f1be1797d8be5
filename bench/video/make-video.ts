/**
 * Writes a 1080p30 H.264 video of the phantom of any length: 30 s are drawn and encoded once, and their packets repeated.
 *
 *     npx node bench/video/make-video.ts --out FILE.mp4 [--minutes 10] [--seed 7]
 *
 * A neonate is drawn at 320 x 320 pixels, enlarged to the height of the picture and laid on its own background, so the face
 * fills about half of the height, as a camera at the bedside has it.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { registerMediabunnyServer } from '@mediabunny/server';
import {
  ALL_FORMATS,
  BufferSource,
  BufferTarget,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  Input,
  Mp4OutputFormat,
  Output,
  VideoSample,
  VideoSampleSource,
} from 'mediabunny';
import sharp from 'sharp';
import {
  buildHeadModel,
  clipScene,
  drawFrame,
  FRAMES_PER_SECOND,
  makeCohort,
  planClip,
} from '../../packages/phantom/src/index.ts';

const SECONDS = 30;
const [WIDTH, HEIGHT, DRAWN] = [1920, 1080, 320];

/** An MP4 of 30 s. */
async function encodeOnce(seed: number): Promise<Uint8Array> {
  const { subjects } = makeCohort({ subjects: 1, seed });
  const model = buildHeadModel(subjects[0]);
  const clip = planClip(subjects[0], { seed, size: DRAWN });
  const target = new BufferTarget();
  const output = new Output({ format: new Mp4OutputFormat(), target });
  const source = new VideoSampleSource({
    codec: 'avc',
    bitrate: 6_000_000,
    keyFrameInterval: 2,
    hardwareAcceleration: 'prefer-software',
  });
  output.addVideoTrack(source, { frameRate: FRAMES_PER_SECOND });
  await output.start();
  for (let index = 0; index < SECONDS * FRAMES_PER_SECOND; index++) {
    const { image } = drawFrame(model, clipScene(clip, index));
    const sample = new VideoSample(await onCanvas(image.data), {
      format: 'RGBA',
      codedWidth: WIDTH,
      codedHeight: HEIGHT,
      timestamp: index / FRAMES_PER_SECOND,
      duration: 1 / FRAMES_PER_SECOND,
    });
    await source.add(sample);
    sample.close();
    if (index % FRAMES_PER_SECOND === 0) process.stderr.write(`second ${index / FRAMES_PER_SECOND}\n`);
  }
  await output.finalize();
  return bytesOf(target);
}

async function onCanvas(data: Uint8Array): Promise<Uint8Array> {
  const side = (WIDTH - HEIGHT) / 2;
  return sharp(data, { raw: { width: DRAWN, height: DRAWN, channels: 3 } })
    .resize(HEIGHT, HEIGHT, { kernel: 'cubic' })
    .extend({ left: side, right: side, extendWith: 'mirror' })
    .ensureAlpha()
    .raw()
    .toBuffer();
}

/** The packets of a video, repeated. */
async function repeat(bytes: Uint8Array, times: number): Promise<Uint8Array> {
  const input = new Input({ source: new BufferSource(bytes), formats: ALL_FORMATS });
  const track = await input.getPrimaryVideoTrack();
  if (!track) throw new Error('the encoder gave no video');
  const target = new BufferTarget();
  const output = new Output({ format: new Mp4OutputFormat(), target });
  const source = new EncodedVideoPacketSource('avc');
  output.addVideoTrack(source, { frameRate: FRAMES_PER_SECOND });
  await output.start();
  const meta = { decoderConfig: (await track.getDecoderConfig()) ?? undefined };
  for (let round = 0; round < times; round++) {
    for await (const packet of new EncodedPacketSink(track).packets()) {
      await source.add(packet.clone({ timestamp: packet.timestamp + round * SECONDS }), meta);
    }
  }
  await output.finalize();
  return bytesOf(target);
}

function bytesOf({ buffer }: BufferTarget): Uint8Array {
  if (!buffer) throw new Error('the muxer gave no bytes');
  return new Uint8Array(buffer);
}

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: '7' },
  },
});
if (values.out === undefined) throw new Error('--out FILE.mp4 is missing');
registerMediabunnyServer({ hardwareContext: null });
const once = await encodeOnce(Number(values.seed));
await writeFile(values.out, await repeat(once, Math.round((60 * Number(values.minutes)) / SECONDS)));
