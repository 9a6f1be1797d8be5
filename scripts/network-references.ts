/**
 * Writes `packages/networks/src/cards/reference-numbers.ts`: what each built-in network gives for the picture (or the sound) of its
 * self-test, by TensorFlow.js where that reads the network, by ONNX Runtime where it does not:
 *
 *     npx node scripts/network-references.ts
 */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { networks, soundNetworks } from '../packages/networks/src/index.ts';
import { runtimeVersion } from '../packages/runtime/src/networks/device.ts';
import { numbersOfNetwork } from '../packages/runtime/src/networks/self-test.ts';
import {
  isReadByTfjs,
  tfjsNumbers,
  tfjsVersion,
} from '../packages/runtime/src/networks/tfjs-numbers.fixture.ts';
import { memoryStore } from '../packages/runtime/src/store/index.ts';

const PAGE = fileURLToPath(new URL('../packages/networks/src/cards/reference-numbers.ts', import.meta.url));

const found: Record<string, unknown> = {};
for (const { id } of [...networks.entries, ...soundNetworks.entries]) {
  const card = networks.has(id) ? networks.get(id) : null;
  const isTfjs = card !== null && isReadByTfjs(card);
  const by = isTfjs
    ? `TensorFlow.js ${tfjsVersion}`
    : `what it gave when this version of wince was made (ONNX Runtime ${await runtimeVersion()}, on the processor)`;
  const layers = isTfjs
    ? await tfjsNumbers(card)
    : await numbersOfNetwork({ network: id, store: memoryStore() });
  found[id] = { by, layers };
  console.log(id);
}
const text = `import type { LayerNumbers } from './layer-numbers.ts';

/** What a network gives for the picture (or the sound) of its self-test, and by whom that was computed, in words. */
export interface ReferenceNumbers {
  readonly by: string;
  readonly layers: readonly LayerNumbers[];
}

/** Of each built-in network, by its name. \`scripts/network-references.ts\` writes this file. */
export const referenceNumbers: Readonly<Record<string, ReferenceNumbers>> = ${JSON.stringify(found, (_, value) => (typeof value === 'number' ? Number(value.toPrecision(8)) : value), 2)};
`;
await writeFile(PAGE, text);
