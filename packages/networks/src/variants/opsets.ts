import { WinceError } from '@wince/core';
import { z } from 'zod';
import { integer } from '../onnx/integer.ts';
import type { OnnxModel } from '../onnx/model.ts';

/** A set of operators that a file is written in. */
export interface Opset {
  readonly domain: string;
  readonly version: number;
}

const imports = z.array(z.looseObject({ domain: z.string().default(''), version: integer.default(1) }));

/** The first set with operators of bytes. */
const FIRST = 10;

/** The sets of operators of a file but ONNX's own. */
export function otherOpsets(model: OnnxModel): readonly Opset[] {
  return opsetsOf(model).filter(({ domain }) => domain !== '' && domain !== 'ai.onnx');
}

/**
 * The version of ONNX's own operators that a network of bytes is written in: 12 in the place of 11, as between the two nothing changed but the types
 * that operators take, and how much a `Dropout` drops; a network with one stays as it is.
 *
 * @throws WinceError `variant-refused` for a version before 10, which has no operators of bytes
 */
export function opsetOfBytes(model: OnnxModel): number {
  const version = opsetsOf(model).find(({ domain }) => domain === '' || domain === 'ai.onnx')?.version ?? 1;
  if (version < FIRST)
    throw new WinceError(
      'variant-refused',
      `The network is written in the operator set ${version} of ONNX, which has no operators of 8 bits.`,
      {
        hint: `Export the network with the operator set ${FIRST} or a later one, or ask for float16.`,
      },
    );
  const hasDropout = model.graph.node.some(({ opType }) => opType === 'Dropout');
  return version === 11 && !hasDropout ? 12 : version;
}

function opsetsOf(model: OnnxModel): readonly Opset[] {
  return imports.parse(Reflect.get(model, 'opsetImport'));
}
