import { z } from 'zod';
import { type FilePlace, networkError } from '../network-error.ts';
import {
  type Described,
  describedLayer,
  FORMAT,
  functional,
  type KerasLayer,
  reference,
  statedSizes,
} from './model.ts';

/** Deeper than anybody puts a model into a model. */
const DEEPEST = 16;

const MODELS = new Set(['Model', 'Functional', 'Sequential']);

/** One layer of a model, whatever models it is in. */
export interface Step {
  readonly layer: KerasLayer;
  /** What it is called here: its own name, behind that of its model where another layer has it. */
  readonly name: string;
  /** Names of the models that it is in, the outermost first. */
  readonly models: readonly string[];
  /** What it reads, by those names. */
  readonly inputs: readonly string[];
  readonly place: FilePlace;
}

export interface FlatModel {
  readonly input: {
    readonly name: string;
    readonly sizes: readonly (number | null)[];
    readonly place: FilePlace;
  };
  readonly steps: readonly Step[];
}

interface Flattening {
  input?: FlatModel['input'];
  readonly steps: Step[];
  readonly names: Set<string>;
}

/** A model that is being read: what stands around its layers, and what goes into it. */
interface Scope {
  readonly path: string;
  readonly models: readonly string[];
  /** What the model reads where it stands in another one; nothing for the outermost. */
  readonly from: readonly string[];
}

/**
 * All layers of a model in an order in which each stands behind those that it reads. A model that stands in another one is
 * replaced by its layers.
 *
 * @param path where the file has the model
 * @throws WinceError `bad-network-file`, `unsupported-layer`
 */
export function flatModel(found: unknown, path: string): FlatModel {
  const state: Flattening = { steps: [], names: new Set() };
  // Where a file does not say what kind of model it has, it is one of named layers.
  const kind = z.looseObject({ class_name: z.string().default('Model') }).safeParse(found);
  const model = described(kind.success ? kind.data : found, { path });
  if (!MODELS.has(model.class_name))
    fail(
      'unsupported-layer',
      `the model is a ${model.class_name}, but a Sequential or Functional one is needed.`,
      {
        path,
      },
    );
  expand(state, model, { path, models: [], from: [] });
  if (!state.input) fail('bad-network-file', 'the model has no input.', { path });
  return { input: state.input, steps: state.steps };
}

/** @returns the names of what comes out of the model */
function expand(state: Flattening, model: Described, scope: Scope): readonly string[] {
  if (scope.models.length > DEEPEST)
    fail('bad-network-file', `models are nested more than ${DEEPEST} deep.`, { path: scope.path });
  const list = z.looseObject({ layers: z.array(z.unknown()).min(1) }).safeParse(model.config);
  if (!list.success) fail('bad-network-file', 'the model has no layers.', { path: `${scope.path}.config` });
  const layers = list.data.layers.map((layer, i) => {
    const path = `${scope.path}.config.layers[${i}]`;
    const read = described(layer, { path });
    return { layer: read, name: nameOf(read, { path }), path };
  });
  return model.class_name === 'Sequential'
    ? expandChain(state, model, layers, scope)
    : expandGraph(state, model, layers, scope);
}

interface Placed {
  readonly layer: Described;
  readonly name: string;
  readonly path: string;
}

function expandChain(
  state: Flattening,
  model: Described,
  layers: readonly Placed[],
  scope: Scope,
): readonly string[] {
  let from = scope.from;
  for (const placed of layers) {
    const isInput = placed.layer.class_name === 'InputLayer';
    if (from.length === 0 && (isInput || !MODELS.has(placed.layer.class_name))) {
      const sizes = sizesOf(placed.layer) ?? sizesOf(model);
      from = [begin(state, isInput ? placed.name : `${placed.name}_input`, sizes, placed)];
    }
    if (!isInput) from = use(state, placed, from, scope);
  }
  return from;
}

function expandGraph(
  state: Flattening,
  model: Described,
  layers: readonly Placed[],
  scope: Scope,
): readonly string[] {
  const { input_layers, output_layers } = functional.parse(model.config);
  const inputs = references(input_layers).map(([name]) => name);
  const outputs = new Map<string, readonly string[]>();
  let waiting = layers.filter((placed) => {
    if (placed.layer.class_name !== 'InputLayer') return true;
    const at = Math.max(0, inputs.indexOf(placed.name));
    const given = scope.from[at] ?? begin(state, placed.name, sizesOf(placed.layer), placed);
    outputs.set(placed.name, [given]);
    return false;
  });
  while (waiting.length > 0) {
    const left = waiting.filter((placed) => {
      const reads = readsOf(placed);
      if (!reads.every(([name]) => outputs.has(name))) return true;
      const from = reads.map(
        ([name, , tensor]) =>
          outputs.get(name)?.[tensor] ??
          fail(
            'bad-network-file',
            `the layer reads output ${tensor} of "${name}", which has none.`,
            placeOf(placed),
          ),
      );
      outputs.set(placed.name, use(state, placed, from, scope));
      return false;
    });
    if (left.length === waiting.length) {
      const absent = readsOf(left[0]).find(([name]) => !outputs.has(name))?.[0];
      fail(
        'bad-network-file',
        `the layer reads "${absent}", but no layer before it writes that.`,
        placeOf(left[0]),
      );
    }
    waiting = left;
  }
  const last = layers.at(-1)?.name ?? '';
  const given = references(output_layers);
  return (given.length > 0 ? given : [[last, 0, 0] as const]).map(
    ([name, , tensor]) =>
      outputs.get(name)?.[tensor] ??
      fail('bad-network-file', `the output "${name}" of the model is none of its layers.`, {
        path: scope.path,
      }),
  );
}

/** The picture. */
function begin(
  state: Flattening,
  name: string,
  sizes: readonly (number | null)[] | undefined,
  placed: Placed,
): string {
  const place = placeOf(placed);
  if (state.input) {
    const text = `the network has more than 1 input ("${state.input.name}" and "${name}"), but exactly 1 is needed.`;
    fail('unsupported-layer', text, place);
  }
  if (!sizes) fail('bad-network-file', 'the file does not state the shape of its input.', place);
  state.input = { name, sizes, place };
  state.names.add(name);
  return name;
}

/** One use of a layer: it is added, or those of the model that it is. */
function use(state: Flattening, placed: Placed, from: readonly string[], scope: Scope): readonly string[] {
  const { layer, path } = placed;
  const { models } = scope;
  if (MODELS.has(layer.class_name))
    return expand(state, layer, { path, models: [...models, placed.name], from });
  const place = placeOf(placed);
  const name = [placed.name, `${models.join('/')}/${placed.name}`].find((each) => !state.names.has(each));
  if (name === undefined) fail('bad-network-file', 'two layers have this name.', place);
  state.names.add(name);
  const config = { ...layer.config, name: placed.name };
  state.steps.push({
    layer: { class_name: layer.class_name, config },
    name,
    models,
    inputs: from,
    place: { ...place, layer: name },
  });
  return [name];
}

function readsOf(placed: Placed): readonly z.infer<typeof reference>[] {
  const uses = placed.layer.inbound_nodes ?? [];
  if (uses.length === 1) {
    const reads = references(uses[0]);
    if (reads.length > 0) return reads;
    fail('bad-network-file', 'the file does not state what the layer reads.', placeOf(placed));
  }
  const text = `the layer is used ${uses.length} times, but it must be used exactly once.`;
  return fail('unsupported-layer', text, placeOf(placed));
}

/** All references in a value: one, a list, or the arguments of a call, as version 3 of Keras writes them. */
function references(value: unknown, depth = 0): readonly z.infer<typeof reference>[] {
  const one = reference.safeParse(value);
  if (one.success) return [one.data];
  if (depth > DEEPEST || typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((each) => references(each, depth + 1));
  const { args, config, keras_history } = z
    .looseObject({
      args: z.unknown().optional(),
      config: z.unknown().optional(),
      keras_history: z.unknown().optional(),
    })
    .parse(value);
  return references(keras_history ?? args ?? config ?? [], depth + 1);
}

function described(found: unknown, place: FilePlace): Described {
  const parsed = describedLayer.safeParse(found);
  if (parsed.success) return parsed.data;
  return fail(
    'bad-network-file',
    `the file does not have this format: ${z.prettifyError(parsed.error)}.`,
    place,
  );
}

function nameOf({ name, config }: Described, place: FilePlace): string {
  const own = 'name' in config && typeof config.name === 'string' ? config.name : name;
  return own || fail('bad-network-file', 'a layer has no name.', place);
}

function sizesOf({ config }: Described): readonly (number | null)[] | undefined {
  const { batch_input_shape, batch_shape, build_input_shape } = statedSizes.parse(config);
  return batch_input_shape ?? batch_shape ?? build_input_shape ?? undefined;
}

function placeOf({ name, path }: Placed): FilePlace {
  return { layer: name, path };
}

function fail(code: 'bad-network-file' | 'unsupported-layer', message: string, place: FilePlace): never {
  throw networkError(code, FORMAT, message, place);
}
