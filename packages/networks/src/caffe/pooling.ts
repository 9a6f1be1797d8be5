import type { Padding, Pair } from '../graph/graph.ts';
import { enumWord, flag, numberIn } from './message.ts';
import type { CaffeReading } from './reading.ts';
import { spatial } from './spatial.ts';

/**
 * Caffe's windows cover the whole map (ceil mode): the last one may reach beyond the padding, and is left out where it
 * would begin there. A mean is divided by the part of the window within map and padding.
 */
export function pooling(reading: CaffeReading): void {
  const parameters = reading.part('pooling_param');
  const shape = reading.shape(0);
  if (shape.length !== 3)
    reading.fail(
      `the input has the shape [${shape.join(', ')}], but pooling needs [channels, height, width].`,
    );
  const size: Pair = [shape[1], shape[2]];
  const method = enumWord(parameters, 'pool', ['MAX', 'AVE', 'STOCHASTIC']);
  if (method === 'STOCHASTIC') reading.unsupported('stochastic pooling cannot be read.');
  const mode = method === 'MAX' ? 'maximum' : 'mean';
  if (flag(parameters, 'global_pooling', false)) {
    const padding = { top: 0, left: 0, bottom: 0, right: 0 };
    reading.add({ kind: 'pooling', mode, window: size, strides: [1, 1], padding });
    return;
  }
  const window = spatial(reading, parameters, ['kernel_size', 'kernel_h', 'kernel_w'], 0);
  const strides = spatial(reading, parameters, ['stride', 'stride_h', 'stride_w'], 1);
  const pads = spatial(reading, parameters, ['pad', 'pad_h', 'pad_w'], 0);
  if (pads[0] >= window[0] || pads[1] >= window[1]) reading.fail('the padding is as large as the window.');
  const isCeil = numberIn(parameters, 'round_mode', 0) === 0;
  const [top, bottom] = along(size[0], window[0], strides[0], pads[0], isCeil);
  const [left, right] = along(size[1], window[1], strides[1], pads[1], isCeil);
  const padding: Padding = { top, left, bottom, right };
  const counted: Padding = { top, left, bottom: Math.min(bottom, pads[0]), right: Math.min(right, pads[1]) };
  reading.add({ kind: 'pooling', mode, window, strides, padding, counted });
}

/** What to add before and behind so that whole windows give Caffe's number of outputs. */
function along(size: number, window: number, stride: number, pad: number, isCeil: boolean): Pair {
  const steps = (size + 2 * pad - window) / stride;
  let outputs = (isCeil ? Math.ceil(steps) : Math.floor(steps)) + 1;
  if (pad > 0 && (outputs - 1) * stride >= size + pad) outputs -= 1;
  return [pad, Math.max((outputs - 1) * stride + window - size - pad, 0)];
}
