import { randomFrom, WinceError } from '@wince/core';
import { encode } from 'flatbuffers/js/flexbuffers.js';
import { describe, expect, test } from 'vitest';
import { type WrittenNetwork, writeTflite } from '../fixtures/tflite.fixture.ts';
import { everyOperator } from '../fixtures/tflite-network.fixture.ts';
import { shapesOf } from '../graph/shapes.ts';
import { readTflite } from './read.ts';

/** A network of one ReLU, and what differs from it. */
const network = (more: Partial<WrittenNetwork> = {}): WrittenNetwork => ({
  tensors: [
    { name: 'picture', shape: [1, 4, 6, 3] },
    { name: 'relu', shape: [1, 4, 6, 3] },
  ],
  operators: [{ operator: 19, inputs: [0], outputs: [1] }],
  inputs: [0],
  outputs: [1],
  ...more,
});

const withOperator = (operator: WrittenNetwork['operators'][number]) => network({ operators: [operator] });

const regionOptions = {
  subset_idxs: [0, 1],
  left_rotation_idx: 0,
  right_rotation_idx: 1,
  target_rotation_radians: 0,
  output_height: 4,
  output_width: 4,
  scale_x: 1.5,
  scale_y: 1.5,
};
const landmarks = (options: object, version = 2): WrittenNetwork => ({
  tensors: [
    { name: 'picture', shape: [1, 1, 2, 3] },
    { name: 'landmarks', shape: [1, 2, 3] },
    { name: 'shape', shape: [3], data: Int32Array.of(1, 2, 3) },
    { name: 'matrix', shape: [1, 4, 4] },
  ],
  operators: [
    { operator: 22, inputs: [0, 2], outputs: [1] },
    {
      operator: 'Landmarks2TransformMatrix',
      version,
      inputs: [1],
      outputs: [3],
      customOptions: encode(options),
    },
  ],
  inputs: [0],
  outputs: [3],
});

describe('a TFLite file', () => {
  test('gives layers with the shapes that the file states, channels first', () => {
    const { graph, outputs } = readTflite(everyOperator());
    expect(graph).toMatchObject({ input: 'picture', inputShape: [3, 8, 10] });
    expect(outputs).toContain('joined channels');
    const shapes = shapesOf(graph);
    expect(shapes.get('depthwise')).toEqual([8, 4, 3]);
    expect(shapes.get('depthwise/pre-activation')).toEqual([8, 4, 3]);
    expect(shapes.get('table')).toEqual([20, 4]);
    expect(readTflite(writeTflite(landmarks(regionOptions))).outputs).toEqual(['matrix']);
  });

  test('of an open size takes the one that is asked for', () => {
    const { tensors } = network();
    const signature = [-1, -1, -1, 3];
    const open = network({ tensors: tensors.map((tensor) => ({ ...tensor, signature })) });
    expect(() => readTflite(writeTflite(open))).toThrow(expect.objectContaining({ code: 'network-size' }));
    expect(readTflite(writeTflite(open), [8, 9]).graph.inputShape).toEqual([3, 8, 9]);
    expect(() => readTflite(writeTflite(network()), [8, 9])).toThrow(
      expect.objectContaining({ code: 'network-size', hint: expect.stringContaining('Leave --size out') }),
    );
  });

  test.each<[string, WrittenNetwork, string, string]>([
    [
      'an operator that is not read, by its name',
      withOperator({ operator: 117, inputs: [0], outputs: [1] }),
      'unsupported-layer',
      'TFLite file in layer "relu" at byte',
    ],
    [
      'its name',
      withOperator({ operator: 117, inputs: [0], outputs: [1] }),
      'unsupported-layer',
      'HARD_SWISH',
    ],
    [
      'a number without a name',
      withOperator({ operator: 5000, inputs: [0], outputs: [1] }),
      'unsupported-layer',
      'number 5000',
    ],
    [
      'a custom operator',
      withOperator({ operator: 'Mystery', inputs: [0], outputs: [1] }),
      'unsupported-layer',
      'the operator Mystery cannot be read',
    ],
    [
      'a name of JavaScript as operator',
      withOperator({ operator: 'constructor', inputs: [0], outputs: [1] }),
      'unsupported-layer',
      'the operator constructor cannot be read',
    ],
    ['another version', landmarks(regionOptions, 1), 'unsupported-layer', 'only in version 2'],
    [
      'options that are none',
      landmarks({ ...regionOptions, scale_x: 'wide' }),
      'bad-network-file',
      'scale_x',
    ],
    [
      'a landmark too many',
      landmarks({ ...regionOptions, subset_idxs: [0, 2] }),
      'bad-network-file',
      'landmark 2 is named',
    ],
    [
      'quantised pictures',
      network({ tensors: network().tensors.map((tensor) => ({ ...tensor, type: 9, scale: 0.1 })) }),
      'unsupported-layer',
      'type INT8',
    ],
    [
      'quantised weights',
      network({
        tensors: [
          ...network().tensors,
          { name: 'slopes', shape: [3], type: 9, data: Uint8Array.of(1, 2, 3) },
        ],
        operators: [{ operator: 54, inputs: [0, 2], outputs: [1] }],
      }),
      'unsupported-layer',
      'in layer "slopes": a constant has numbers of the type INT8',
    ],
    [
      'a constant that is too short',
      network({
        tensors: [...network().tensors, { name: 'slopes', shape: [4], data: Float32Array.of(1, 2, 3) }],
        operators: [{ operator: 54, inputs: [0, 2], outputs: [1] }],
      }),
      'bad-network-file',
      'the shape [4] and the type FLOAT32, but 12 bytes',
    ],
    [
      'slopes that do not fit',
      network({
        tensors: [...network().tensors, { name: 'slopes', shape: [2], data: Float32Array.of(1, 2) }],
        operators: [{ operator: 54, inputs: [0, 2], outputs: [1] }],
      }),
      'unsupported-layer',
      'but 1 number or [3] are expected',
    ],
    [
      'a shape that does not follow',
      network({ tensors: [network().tensors[0], { name: 'relu', shape: [1, 4, 6, 4] }] }),
      'bad-network-file',
      'the output has the shape [1, 4, 6, 3], but the file states [1, 4, 6, 4]',
    ],
    [
      'an input before it is computed',
      withOperator({ operator: 19, inputs: [1], outputs: [1] }),
      'bad-network-file',
      'no layer before it writes that',
    ],
    [
      'a tensor that is not there',
      withOperator({ operator: 19, inputs: [7], outputs: [1] }),
      'bad-network-file',
      'tensor 7 is named',
    ],
    ['no output', network({ outputs: [0] }), 'bad-network-file', 'computed by no operator'],
    ['two inputs', network({ inputs: [0, 1] }), 'unsupported-layer', 'more than 1 input'],
    [
      'an input that is no picture',
      network({ tensors: network().tensors.map((tensor) => ({ ...tensor, shape: [1, 72] })) }),
      'unsupported-layer',
      'pictures [batch, height, width, channels]',
    ],
    [
      'an activation that is not there',
      network({
        tensors: [...network().tensors, { name: 'one', shape: [1], data: Float32Array.of(1) }],
        operators: [{ operator: 0, inputs: [0, 2], outputs: [1], options: [11, [[0, 'byte', 9]]] }],
      }),
      'unsupported-layer',
      'the activation 9',
    ],
    [
      'a softmax with a factor',
      withOperator({ operator: 25, inputs: [0], outputs: [1], options: [9, [[0, 'float', 2]]] }),
      'unsupported-layer',
      'a factor before it',
    ],
  ])('is refused with what is not known: %s', (_, written, code, message) => {
    const read = () => readTflite(writeTflite(written));
    expect(read).toThrow(expect.objectContaining({ code }));
    expect(read).toThrow(message);
  });

  test('is refused where it is another file', () => {
    expect(() => readTflite(new TextEncoder().encode('no network at all'))).toThrow(
      'at byte 4: the file does not begin as a TFLite file',
    );
    expect(() => readTflite(new Uint8Array())).toThrow('at byte 0');
  });

  test('that is cut off or damaged gives a network or a typed error, never another one', () => {
    const whole = everyOperator();
    const refused = { count: 0 };
    const read = (bytes: Uint8Array) => {
      try {
        readTflite(bytes);
      } catch (error) {
        if (!(error instanceof WinceError)) throw error;
        refused.count++;
      }
    };
    for (let length = 0; length < whole.length; length += 97) read(whole.subarray(0, length));
    expect(refused.count).toBe(Math.ceil(whole.length / 97));
    const random = randomFrom('damaged tflite');
    for (let i = 0; i < 1500; i++) {
      const damaged = whole.slice();
      for (let k = 0; k < 3; k++) damaged[random.below(whole.length)] = random.below(256);
      read(damaged);
    }
    expect(refused.count).toBeGreaterThan(300);
  });
});
