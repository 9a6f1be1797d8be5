import type { Shape } from '../graph/graph.ts';
import { type FilePlace, networkError } from '../network-error.ts';
import { sizeOfPictures } from '../picture-size.ts';
import { FORMAT, type OnnxGraph } from './model.ts';
import { ELEMENT } from './schema.ts';
import { ELEMENT_TYPES } from './tensor-values.ts';

export interface PictureInput {
  readonly name: string;
  /** [channels, height, width]. */
  readonly shape: Shape;
  /** Whether the file has [batch, height, width, channels]. */
  readonly isChannelsLast: boolean;
}

/**
 * The one input of pictures, with its size.
 *
 * @param size [height, width] where the file leaves them open
 * @throws WinceError `unsupported-layer` where it has another form, `network-size`
 */
export function inputOf(graph: OnnxGraph, size: readonly [number, number] | undefined): PictureInput {
  const weights = new Set(graph.initializer.map(({ name }) => name));
  const inputs = graph.input.filter(({ name }) => !weights.has(name));
  const [input] = inputs;
  if (inputs.length !== 1) {
    const names = inputs.map(({ name }) => name).slice(0, 8);
    const which = names.length > 0 ? ` (${names.join(', ')})` : '';
    refuse(`the network has ${inputs.length} inputs${which}, but exactly 1 is needed.`);
  }
  const { name } = input;
  const tensor = input.type?.tensorType;
  const dims = tensor?.shape?.dim?.map(({ dimValue }) => dimValue ?? 0) ?? [];
  const shown = dims.map((side) => (side < 1 ? '?' : side)).join(', ');
  const element = tensor?.elemType ?? 0;
  if (element !== ELEMENT.float32) {
    const type = ELEMENT_TYPES.get(element)?.name ?? `type ${element}`;
    refuse(`the input has values of ${type}, but float is needed.`, { layer: name });
  }
  if (dims.length !== 4) {
    const text = `the input has the shape [${shown}], but pictures [batch, channels, height, width] are needed.`;
    refuse(text, { layer: name });
  }
  const [, first, second, last] = dims;
  // No map has one or three rows: where the last side is that of colours and the first is not, the channels come last.
  const isChannelsLast = !isColours(first) && isColours(last);
  const stated = isChannelsLast ? last : first;
  const channels = stated > 0 ? stated : depthOfFilters(graph, name);
  if (channels === undefined)
    refuse(`the input has the shape [${shown}], and no convolution tells its channels.`, { layer: name });
  const sides = isChannelsLast ? [first, second] : [second, last];
  const [height, width] = sizeOfPictures(FORMAT, sides, size, { layer: name });
  return { name, shape: [channels, height, width], isChannelsLast };
}

function isColours(side: number): boolean {
  return side === 1 || side === 3;
}

/** How many channels the filters take that look at the picture. */
function depthOfFilters(graph: OnnxGraph, input: string): number | undefined {
  const first = graph.node.find(({ opType, input: reads }) => opType === 'Conv' && reads[0] === input);
  const filters = graph.initializer.find(({ name }) => name === first?.input[1]);
  const groups = first?.attribute.find(({ name }) => name === 'group')?.i ?? 1;
  const depth = (filters?.dims[1] ?? 0) * Number(groups.toString());
  return depth > 0 ? depth : undefined;
}

function refuse(message: string, place: FilePlace = {}): never {
  throw networkError('unsupported-layer', FORMAT, message, place);
}
