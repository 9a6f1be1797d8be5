import { ready } from 'h5wasm';
import { describe, expect, test } from 'vitest';
import { readCaffeMean } from './caffe/mean.ts';
import { readCaffe } from './caffe/read.ts';
import { hdf5, largeFilters, placeOf } from './fixtures/damage.fixture.ts';
import { caffe, graph, mat5, mat7, mat73, onnx, prototxt } from './fixtures/damaged-network.fixture.ts';
import { encode, legacyBlob } from './fixtures/protocol-buffers.fixture.ts';
import { BIASES, SMALL, smallCaffe } from './fixtures/small-caffe.fixture.ts';
import { readMatConvNet } from './matconvnet/read.ts';
import { readOnnx } from './onnx/edit.ts';

/** Before anything was read. */
const names = Object.keys(await ready).join();

type Reader = (bytes: Uint8Array) => unknown;
const mat: Reader = (bytes) => readMatConvNet({ bytes });
const caffeAlone: Reader = (model) => readCaffe({ model });
/** A net that ends between two layers is another net: what is described tells that a layer is missing. */
const described: Reader = (model) => readCaffe({ model, prototxt: SMALL });
const binaryproto = encode(legacyBlob([1, 3, 1, 2], [1, 2, 3, 4, 5, 6]));
const small = { 0: smallCaffe(0), 1: smallCaffe(1), 2: smallCaffe(2) };

describe('a file that is cut off within the weights of a layer names it and a byte before:', () => {
  const named = (format: string, bytes: Uint8Array, read: Reader) =>
    graph.layers.flatMap(({ name, operation }) => {
      const bias = 'bias' in operation ? operation.bias : undefined;
      return bias ? [[format, name, bytes, placeOf(bytes, bias), read] as const] : [];
    });
  const ages = ([0, 1, 2] as const).flatMap((age) =>
    Object.entries(BIASES).map(
      ([layer, bias]) =>
        [
          `caffemodel V${age}`,
          layer,
          small[age],
          placeOf(small[age], Float32Array.from(bias)),
          caffeAlone,
        ] as const,
    ),
  );
  test.each([
    ...named('MAT 5', mat5, mat),
    ...named('caffemodel', caffe, (model) => readCaffe({ model, prototxt })),
    ...named('ONNX', onnx, readOnnx),
    ...ages,
  ])('%s in %s', async (_, layer, bytes, { start, end }, read) => {
    for (const cut of [start + 1, (start + end) >> 1, end - 1]) {
      const message = await refusal(() => read(bytes.subarray(0, cut)));
      const [, name, byte] = /in layer "([^"]+)" at byte (\d+): /.exec(message) ?? [];
      // A tensor of ONNX is called after its layer.
      expect(name.split('#')[0], message).toBe(layer);
      expect(Number(byte), message).toBeLessThanOrEqual(cut);
      expect(start - Number(byte), message).toBeLessThan(64);
    }
  });

  test('MAT 7, wherever it is compressed', async () => {
    const found: string[] = [];
    for (let part = 1; part < 40; part++) {
      const cut = Math.floor((mat7.length * part) / 40);
      const message = await refusal(() => mat(mat7.subarray(0, cut)));
      const place =
        /in layer "([^"]+)" at byte 136 \(byte (\d+) of the decompressed data\): an element needs \d+ bytes/;
      const [, layer, byte] = place.exec(message) ?? [];
      expect(layer, message).toBeDefined();
      // The layer that is read at that byte of the file before it was compressed, which begins behind 128 bytes.
      const whole = await refusal(() => mat(mat5.subarray(0, 128 + Number(byte))));
      expect(whole).toContain(`in layer "${layer}"`);
      found.push(layer);
    }
    expect(new Set(found).size).toBeGreaterThan(3);
  });
});

test.each<readonly [string, Uint8Array, Reader]>([
  ['MAT 5', mat5, mat],
  ['MAT 7', mat7, mat],
  ['MAT 7.3', mat73, mat],
  ['caffemodel', caffe, (model) => readCaffe({ model, prototxt })],
  ['caffemodel V0', small[0], described],
  ['caffemodel V1', small[1], described],
  ['caffemodel V2', small[2], described],
  ['ONNX', onnx, readOnnx],
  ['mean', binaryproto, readCaffeMean],
])('%s that is cut off anywhere is refused with the byte', async (_, bytes, read) => {
  const step = Math.ceil(bytes.length / 300);
  for (let length = 1; length < bytes.length; length += step) {
    const message = await refusal(() => read(bytes.subarray(0, length)));
    const [, byte] = /at byte (\d+)|in line \d+/.exec(message) ?? expect.fail(`${length}: ${message}`);
    expect(Number(byte ?? 0)).toBeLessThanOrEqual(length);
  }
});

test('in MAT 7.3 the byte is where the header of the object at fault stands', async () => {
  const net = await hdf5(largeFilters);
  const byte = Number(/at byte (\d+)/.exec(await refusal(() => mat(net)))?.[1]);
  // The signature of an object header.
  expect(String.fromCharCode(...net.subarray(byte, byte + 4))).toBe('OHDR');
  const broken = Uint8Array.from(net);
  broken.fill(255, byte, byte + 4);
  expect(await refusal(() => mat(broken))).toMatch(/in layer "conv1" at byte \d+: HDF5 cannot be read: /);
});

test('HDF5 gives back what it held when an error interrupted it', async () => {
  const module = await ready;
  const { FS, HEAPU8, ccall } = module;
  const net = await hdf5(largeFilters);
  const broken = Uint8Array.from(mat73);
  for (let at = mat73.length >> 1; at < mat73.length; at += 512) broken.fill(255, at, at + 8);
  expect(await refusal(() => mat(broken))).toMatch(/in layer "[^"]+" at byte \d+: HDF5 cannot be read: /);
  const held = () => {
    const next = FS.open('/dev/null', 'r');
    const file = 'fd' in next ? next.fd : undefined;
    FS.close(next);
    return {
      // The number of the next file that is opened: it rises with those that are never closed.
      file,
      stack: ccall('strcpy', 'number', ['string', 'string'], ['', '']),
      bytes: HEAPU8.buffer.byteLength,
      // What hangs on the module is held as long as the module.
      names: Object.keys(module).join(),
    };
  };
  const before = held();
  expect(before.names).toBe(names);
  expect(before.file).toBeTypeOf('number');
  for (let i = 0; i < 100; i++) {
    for (const bytes of [net, broken, mat73.subarray(0, 3000 + i)]) await refusal(() => mat(bytes));
  }
  expect(held()).toEqual(before);
});

async function refusal(read: () => unknown): Promise<string> {
  try {
    await read();
  } catch (error) {
    if (error instanceof Error && error.name === 'WinceError') return error.message;
    throw error;
  }
  throw new Error('the file was read');
}
