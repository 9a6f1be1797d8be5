import type protobuf from 'protobufjs/light.js';
import { z } from 'zod';
import { unknownTap } from '../graph/cut.ts';
import type { Shape } from '../graph/graph.ts';
import { networkError } from '../network-error.ts';
import type { Preprocessing } from '../preprocessing.ts';
import { checkOnnx } from './check.ts';
import { preprocessingNodes } from './preprocess.ts';
import { ELEMENT, ModelProto, valueInfo } from './schema.ts';
import { IMAGE_INPUT } from './write.ts';

const FORMAT = 'ONNX file';

const integer = z
  .custom<number | { toString(): string }>((value) => typeof value === 'number' || typeof value === 'object')
  .transform((value) => Number(value.toString()))
  .pipe(z.int());

const value = z.looseObject({
  name: z.string(),
  type: z
    .looseObject({
      tensorType: z
        .looseObject({
          elemType: z.number().optional(),
          shape: z
            .looseObject({ dim: z.array(z.looseObject({ dimValue: integer.optional() })).optional() })
            .nullish(),
        })
        .nullish(),
    })
    .nullish(),
});

const node = z.looseObject({
  input: z.array(z.string()).default([]),
  output: z.array(z.string()).default([]),
});

/** What is read of a decoded file; the rest of its messages is kept as it came. */
const model = z.looseObject({
  graph: z.looseObject({
    node: z.array(node).default([]),
    initializer: z
      .array(z.looseObject({ name: z.string(), dataLocation: z.number().optional() }))
      .default([]),
    input: z.array(value).default([]),
    output: z.array(z.looseObject({ name: z.string() })).default([]),
  }),
});

/** An ONNX file that was read but not changed. */
export interface OnnxFile {
  /** The one input of pictures. */
  readonly input: { readonly name: string; readonly shape: Shape };
  /** Names of all that its nodes write, in their order. */
  readonly layers: readonly string[];
  /** What the file itself gives out. */
  readonly outputs: readonly string[];
  /** Whether some of its weights lie in files beside it. */
  readonly isSplit: boolean;
  readonly decoded: protobuf.Message;
}

/**
 * Reads an ONNX file as far as it takes to tap it: a network with one input of pictures, [batch, channels, height, width].
 *
 * @throws WinceError `bad-network-file`, `unsupported-layer`
 */
export function readOnnx(bytes: Uint8Array): OnnxFile {
  const decoded = decode(bytes);
  const parsed = model.safeParse(decoded);
  if (!parsed.success)
    throw networkError('bad-network-file', FORMAT, 'the file contains no network.', {}, parsed.error);
  const { graph } = parsed.data;
  const constants = new Set(graph.initializer.map(({ name }) => name));
  const inputs = graph.input.filter(({ name }) => !constants.has(name));
  const [input] = inputs;
  if (inputs.length !== 1)
    throw networkError(
      'unsupported-layer',
      FORMAT,
      `the network has ${inputs.length} inputs, but exactly 1 is needed.`,
    );
  const tensor = input.type?.tensorType;
  const sizes = tensor?.shape?.dim?.map((dim) => dim.dimValue ?? 0) ?? [];
  const [, ...shape] = sizes;
  if (tensor?.elemType !== ELEMENT.float32 || shape.length !== 3 || shape.some((size) => size < 1)) {
    const message = `the input has the shape [${sizes.join(', ')}], but float32 pictures of a fixed size are needed.`;
    throw networkError('unsupported-layer', FORMAT, message, { layer: input.name });
  }
  return {
    input: { name: input.name, shape },
    layers: graph.node.flatMap(({ output }) => output).filter((name) => name !== ''),
    outputs: graph.output.map(({ name }) => name),
    isSplit: graph.initializer.some(({ dataLocation = 0 }) => dataLocation !== 0),
    decoded,
  };
}

/**
 * The file cut behind its taps, which become its outputs; weights that none of them needs are left out.
 *
 * @param preprocessing built in before the input, which then takes bytes under the name `image`
 * @throws WinceError `unknown-tap`
 */
export function tapOnnx(file: OnnxFile, taps: readonly string[], preprocessing?: Preprocessing): Uint8Array {
  const { graph } = model.parse(file.decoded);
  const needed = nodesBehind(graph.node, taps, file.layers);
  const read = new Set(needed.flatMap(({ input }) => input));
  const initializer = graph.initializer.filter(({ name }) => read.has(name));
  const [channels, height, width] = file.input.shape;
  const before = preprocessing && preprocessingNodes(preprocessing, channels, IMAGE_INPUT, file.input.name);
  const edited = {
    ...file.decoded,
    graph: {
      ...graph,
      node: [...(before?.nodes ?? []), ...needed],
      initializer: [...(before?.tensors ?? []), ...initializer],
      input: [
        before
          ? valueInfo(IMAGE_INPUT, ELEMENT.uint8, [height, width, 3])
          : valueInfo(file.input.name, ELEMENT.float32, file.input.shape),
      ],
      // Types and shapes of outputs follow from the nodes: the runtime infers them.
      output: taps.map((name) => ({ name })),
      valueInfo: [],
    },
  };
  return ModelProto.encode(edited).finish();
}

type Node = z.infer<typeof node>;

function nodesBehind(
  nodes: readonly Node[],
  taps: readonly string[],
  layers: readonly string[],
): readonly Node[] {
  const writers = new Map(nodes.flatMap((each) => each.output.map((name) => [name, each] as const)));
  const needed = new Set<Node>();
  const open = taps.map((tap) => {
    const writer = writers.get(tap);
    if (!writer || tap === '') throw unknownTap(tap, layers);
    return writer;
  });
  for (let next = open.pop(); next; next = open.pop()) {
    if (needed.has(next)) continue;
    needed.add(next);
    for (const name of next.input) {
      const writer = writers.get(name);
      if (writer) open.push(writer);
    }
  }
  return nodes.filter((each) => needed.has(each));
}

function decode(bytes: Uint8Array): protobuf.Message {
  checkOnnx(bytes);
  try {
    return ModelProto.decode(bytes);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw networkError('bad-network-file', FORMAT, `the file cannot be decoded: ${reason}.`, {}, cause);
  }
}
