import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Tensor } from 'onnxruntime-node';
import { z } from 'zod';
import { decodePicture } from '../../packages/runtime/src/media/picture.ts';
import { openSession } from '../../packages/runtime/src/networks/session.ts';
import { meanAndDeviation, reportOf, timed, type Workload } from '../report.ts';
import { resizeInto } from './fixed-point-resize.ts';

const SIDE = 224;
const MEAN_RGB = [129.1863, 104.7624, 93.594];
const BATCH = 4;
const WARM_UP = 3;

/** W1: JPEG files decoded, resized, and through a network, all outputs in one pass. */
function embedding(workload: string, network: string, outputs: readonly string[]): Workload {
  return async (options) => {
    const folder = join(options.inputs, 'jpeg');
    const files = readdirSync(folder)
      .filter((name) => name.endsWith('.jpg'))
      .sort()
      .map((name) => join(folder, name));
    const began = performance.now();
    const session = await openSession(join(options.inputs, `${network}.onnx`), options.threads);
    const run = async (input: Float32Array, count: number) => {
      const feeds = { input: new Tensor('float32', input, [count, 3, SIDE, SIDE]) };
      const found = await session.run(feeds, [...outputs]);
      return outputs.map((name) => z.instanceof(Float32Array).parse(found[name].data));
    };
    for (let i = 0; i < WARM_UP; i++) await run(new Float32Array(BATCH * 3 * SIDE * SIDE), BATCH);
    const load = (performance.now() - began) / 1000;
    const pass = async () => {
      const parts: Float32Array[][] = outputs.map(() => []);
      // The next batch is decoded while the network works on this one.
      let ahead = batchOf(files.slice(0, BATCH));
      for (let first = 0; first < files.length; first += BATCH) {
        const input = await ahead;
        ahead = batchOf(files.slice(first + BATCH, first + 2 * BATCH));
        const found = await run(input, input.length / (3 * SIDE * SIDE));
        found.forEach((values, output) => {
          parts[output].push(values.slice());
        });
      }
      return parts;
    };
    const passes = await timed(options.repeat, pass);
    const input = meanAndDeviation(await batchOf(files));
    await session.release();
    return reportOf(workload, files.length, options, passes, {
      ...{ variant: 'onnxruntime', batch: BATCH, load_seconds: load },
      ...{ input_mean: input.mean, input_std: input.std },
      ...Object.fromEntries(
        outputs.map((name, output) => [name, figures(passes.value[output], files.length)]),
      ),
    });
  };
}

/** Pictures as one input: RGB less the means, channel by channel. */
async function batchOf(files: readonly string[]): Promise<Float32Array> {
  const input = new Float32Array(files.length * 3 * SIDE * SIDE);
  const images = await Promise.all(files.map((file) => decodePicture(file)));
  images.forEach(({ image }, i) => {
    resizeInto(image, SIDE, MEAN_RGB, input, 3 * i * SIDE * SIDE);
  });
  return input;
}

function figures(parts: readonly Float32Array[], rows: number) {
  const values = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    values.set(part, at);
    at += part.length;
  }
  return {
    shape: [rows, values.length / rows],
    ...meanAndDeviation(values),
    first8: [...values.subarray(0, 8)],
  };
}

export const embed = embedding('embed', 'vggface', ['pool5', 'fc7']);
export const embedSmall = embedding('embed-small', 'small', ['embedding']);
