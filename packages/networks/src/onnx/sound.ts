import { networkError } from '../network-error.ts';
import { decodeOnnx, FORMAT } from './model.ts';
import { ELEMENT } from './schema.ts';
import { ELEMENT_TYPES } from './tensor-values.ts';

/** What goes into a network of sound. */
export interface SoundTensor {
  readonly name: string;
  /** With the batch; null where the file leaves a side open. */
  readonly shape: readonly (number | null)[];
}

/**
 * The one input of a network of sound, whose file is read as it is.
 *
 * @throws WinceError `bad-network-file`, `unsupported-layer` where it has another number of inputs or their values are no floats
 */
export function soundInputOf(bytes: Uint8Array): SoundTensor {
  const { graph } = decodeOnnx(bytes);
  const weights = new Set(graph.initializer.map(({ name }) => name));
  const inputs = graph.input.filter(({ name }) => !weights.has(name));
  if (inputs.length !== 1) {
    const names = inputs.map(({ name }) => name).slice(0, 8);
    const message = `the network has ${inputs.length} inputs (${names.join(', ')}), but exactly 1 is needed.`;
    const hint = 'Export it with samples as its only input.';
    throw networkError('unsupported-layer', FORMAT, message, { hint });
  }
  const [{ name, type }] = inputs;
  const element = type?.tensorType?.elemType ?? 0;
  if (element !== ELEMENT.float32) {
    const given = ELEMENT_TYPES.get(element)?.name ?? `type ${element}`;
    const message = `the input has values of ${given}, but float is needed.`;
    throw networkError('unsupported-layer', FORMAT, message, { layer: name });
  }
  const dims = type?.tensorType?.shape?.dim ?? [];
  return {
    name,
    shape: dims.map(({ dimValue }) => (dimValue !== undefined && dimValue > 0 ? dimValue : null)),
  };
}
