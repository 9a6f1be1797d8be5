/**
 * Writes the inputs of all workloads, but small and without Python: for the test that each does the same work as the peer.
 *
 *     npx node bench/small-inputs.ts DIR
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FF_ENCODER_LIBX264 } from 'node-av/constants';
import sharp from 'sharp';
import { type Random, randomFrom } from '../packages/core/src/numbers/random.ts';
import { encodeOnnx } from '../packages/networks/src/onnx/model.ts';
import {
  attribute,
  ELEMENT,
  floats,
  type NodeProto,
  valueInfo,
} from '../packages/networks/src/onnx/schema.ts';
import { writeDrawnVideo } from '../packages/runtime/src/media/video.fixture.ts';

/** Sizes of the small inputs; the golden numbers are of these. */
const SMALL = {
  subjects: 6,
  rowsEach: 40,
  columns: 130,
  planted: 12,
  faces: 6,
  frames: 4,
  jpegs: 3,
} as const;

/** Writes all inputs into a folder: the same bytes each time, but for what the encoders of pictures and videos make of them. */
export async function writeSmallInputs(folder: string): Promise<void> {
  mkdirSync(join(folder, 'jpeg'), { recursive: true });
  writeFeatures(folder, SMALL);
  const pictures = (name: string, count: number, side: number) => {
    const bytes = Array.from({ length: count }, (_, i) => texture(randomFrom(name, i), side, side, i));
    writeFileSync(join(folder, name), Buffer.concat(bytes));
  };
  pictures('faces.u8', SMALL.faces, 128);
  // Frames of one picture that moves.
  const frames = Array.from({ length: SMALL.frames }, (_, i) => texture(randomFrom('frames'), 256, 256, i));
  writeFileSync(join(folder, 'frames.u8'), Buffer.concat(frames));
  for (let i = 0; i < SMALL.jpegs; i++) {
    // Mostly grey, as decoders differ most in how they spread colour over pixels.
    const grey = texture(randomFrom('jpeg', i), 640, 480, 0);
    const tint = texture(randomFrom('tint', i), 640, 480, 0);
    const rgb = Buffer.alloc(3 * 640 * 480);
    grey.forEach((value, p) => {
      for (let c = 0; c < 3; c++) rgb[3 * p + c] = 20 + 0.7 * value + (1 - c) * 0.1 * tint[p];
    });
    const raw = { width: 640, height: 480, channels: 3 } as const;
    await sharp(rgb, { raw })
      .jpeg({ quality: 90 })
      .toFile(join(folder, 'jpeg', `00${i}.jpg`));
  }
  writeFileSync(join(folder, 'small.onnx'), network('small'));
  writeFileSync(join(folder, 'vggface.onnx'), network('vggface'));
  const times = Array.from({ length: 12 }, (_, frame) => frame);
  await writeDrawnVideo(join(folder, 'clip.mp4'), {
    encoder: FF_ENCODER_LIBX264,
    width: 640,
    height: 480,
    times,
  });
  writeCry(folder);
  writeColours(folder);
}

/** Two seconds of a voice that glides, with noise, as WAV. */
function writeCry(folder: string): void {
  const rate = 16_000;
  const random = randomFrom('cry');
  let phase = 0;
  const samples = Int16Array.from({ length: 2 * rate }, (_, i) => {
    phase += (2 * Math.PI * (430 + 90 * Math.sin(i / 4000))) / rate;
    const voice = Math.sin(phase) + 0.5 * Math.sin(2 * phase) + 0.25 * Math.sin(5 * phase);
    return 6000 * voice * (i % 9000 < 6000 ? 1 : 0.02) + 60 * random.normal();
  });
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples.byteLength, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  // PCM, one channel.
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(2 * rate, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples.byteLength, 40);
  writeFileSync(join(folder, 'cry.wav'), Buffer.concat([head, new Uint8Array(samples.buffer)]));
}

/** The colours of skin of two subjects over a minute and a half: a pulse, slow light, noise. */
function writeColours(folder: string): void {
  const [samples, fps, rates] = [2700, 30, [92, 141]];
  const colours = new Float32Array(rates.length * samples * 3);
  rates.forEach((bpm, subject) => {
    const random = randomFrom('colours', subject);
    for (let i = 0; i < samples; i++) {
      const beat = Math.sin((2 * Math.PI * (bpm / 60) * i) / fps);
      const light = 1 + 0.02 * Math.sin(i / 200);
      [0.33, 0.77, 0.53].forEach((share, channel) => {
        const level = [160, 110, 90][channel] * (1 + 0.004 * share * beat) * light;
        colours[3 * (subject * samples + i) + channel] = level * (1 + 0.001 * random.normal());
      });
    }
  });
  writeFileSync(join(folder, 'rgb.f32'), new Uint8Array(colours.buffer));
  const spec = { subjects: rates.length, samples, channels: 3, fps, true_mean_bpm: rates };
  writeFileSync(join(folder, 'rgb.json'), JSON.stringify(spec));
}

/** A table of which some columns follow the label, in subjects with offsets of their own. */
/** What a table of the strict protocol is made of. */
export interface FeatureSizes {
  readonly subjects: number;
  readonly rowsEach: number;
  readonly columns: number;
  /** Columns that tell the labels apart: the first ones. */
  readonly planted: number;
}

/** Writes the table of the strict protocol into a folder. */
export function writeFeatures(folder: string, { subjects, rowsEach, columns, planted }: FeatureSizes): void {
  const rows = subjects * rowsEach;
  const random = randomFrom('features');
  const labels = Int8Array.from({ length: rows }, () => (random.next() < 0.45 ? 1 : 0));
  const offsets = Float64Array.from({ length: subjects * columns }, () => 0.4 * random.normal());
  const scales = Float64Array.from({ length: columns }, () => Math.exp(random.normal() / 2));
  const values = new Float32Array(rows * columns);
  for (let r = 0; r < rows; r++) {
    const subject = Math.floor(r / rowsEach);
    for (let c = 0; c < columns; c++) {
      const moved = c < planted ? 2 * labels[r] : 0;
      values[r * columns + c] = scales[c] * (random.normal() + offsets[subject * columns + c] + moved);
    }
  }
  writeFileSync(join(folder, 'features.bin'), new Uint8Array(values.buffer));
  writeFileSync(join(folder, 'labels.i8'), labels);
  const numbers = Int16Array.from({ length: rows }, (_, r) => Math.floor(r / rowsEach));
  writeFileSync(join(folder, 'subjects.i16'), new Uint8Array(numbers.buffer));
  const first = Array.from({ length: planted }, (_, c) => c);
  writeFileSync(join(folder, 'features.json'), JSON.stringify({ rows, columns, subjects, planted: first }));
}

/** Waves of several lengths and directions, and a little noise; `moved` pixels to the right and down. */
function texture(random: Random, width: number, height: number, moved: number): Uint8Array {
  const waves = Array.from({ length: 12 }, () => {
    const length = 6 + 60 * random.next();
    const angle = 2 * Math.PI * random.next();
    const share = (2 * Math.PI) / length;
    return {
      x: share * Math.cos(angle),
      y: share * Math.sin(angle),
      phase: 7 * random.next(),
      size: length / 5,
    };
  });
  return Uint8Array.from({ length: width * height }, (_, i) => {
    const x = (i % width) - moved;
    const y = Math.floor(i / width) - moved / 2;
    let value = 127 + 2 * random.normal();
    for (const wave of waves) value += wave.size * Math.sin(wave.x * x + wave.y * y + wave.phase);
    return Math.min(255, Math.max(0, Math.round(value)));
  });
}

/** A convolution and what follows it in the large networks, with outputs of the same names. */
function network(name: 'small' | 'vggface'): Uint8Array {
  const random = randomFrom('network', name);
  const drawn = (dims: readonly number[], size: number) =>
    Float32Array.from(
      { length: dims.reduce((product, size) => product * size, 1) },
      () => size * random.normal(),
    );
  const tensor = (of: string, dims: readonly number[], size: number) => floats(of, dims, drawn(dims, size));
  const node = (
    opType: string,
    input: string[],
    output: string,
    own: NodeProto['attribute'] = [],
  ): NodeProto => ({
    ...{ name: output, opType, input, output: [output], attribute: own },
  });
  const nodes = [
    node('Conv', ['input', 'weight', 'bias'], 'conv', [
      attribute.ints('kernel_shape', [7, 7]),
      attribute.ints('strides', [32, 32]),
      attribute.ints('pads', [0, 0, 0, 0]),
    ]),
    node('Relu', ['conv'], 'relu'),
  ];
  const tensors = [tensor('weight', [8, 3, 7, 7], 0.1), tensor('bias', [8], 0.05)];
  const outputs: [string, number][] = [];
  if (name === 'small') {
    nodes.push(node('GlobalAveragePool', ['relu'], 'mean'), node('Flatten', ['mean'], 'embedding'));
    outputs.push(['embedding', 8]);
  } else {
    nodes.push(
      node('Flatten', ['relu'], 'pool5'),
      node('Gemm', ['pool5', 'full', 'full bias'], 'fc', [attribute.int('transB', 1)]),
      node('Relu', ['fc'], 'fc7'),
    );
    tensors.push(tensor('full', [16, 392], 0.07), tensor('full bias', [16], 0.05));
    outputs.push(['pool5', 392], ['fc7', 16]);
  }
  return encodeOnnx({
    ...{
      irVersion: 7,
      producerName: 'wince',
      producerVersion: '1',
      opsetImport: [{ domain: '', version: 11 }],
    },
    graph: {
      ...{ name, node: nodes, initializer: tensors },
      input: [valueInfo('input', ELEMENT.float32, [3, 224, 224])],
      output: outputs.map(([output, length]) => valueInfo(output, ELEMENT.float32, [length])),
    },
  });
}

if (import.meta.main) {
  const [, , folder] = process.argv;
  if (!folder) throw new Error('Name a folder.');
  await writeSmallInputs(folder);
}
