import { randomFrom } from '@wince/core';

/** Changes bytes, lengths, or the end of a file. */
export function mutated(bytes: Uint8Array, seed: number): Uint8Array {
  const random = randomFrom('fuzz', seed);
  const copy = Uint8Array.from(bytes);
  const kind = random.below(4);
  if (kind === 0) return copy.subarray(0, random.below(copy.length));
  // Most of a file is weights: what describes them stands in front of each, and at the start.
  const range = random.below(2) === 0 ? Math.min(copy.length, 2048) : copy.length;
  for (let i = 0; i <= random.below(8); i++) {
    const at = random.below(range);
    copy[at] = kind === 1 ? copy[at] ^ (1 << random.below(8)) : random.below(256);
    if (kind === 3) copy.fill(255, at, at + 4);
  }
  return copy;
}

/** What stands nowhere in a good file. */
const STRANGE: readonly unknown[] = [
  null,
  -1,
  0,
  1.5,
  2 ** 53,
  1e9,
  '',
  'x',
  'toString',
  '__proto__',
  true,
  [],
  {},
  [[]],
  [null],
];

/** Changes values of a JSON document: some become something else, some are gone, some stand there twice. */
export function mutatedJson(bytes: Uint8Array, seed: number): Uint8Array {
  const random = randomFrom('fuzz json', seed);
  const root: unknown = JSON.parse(new TextDecoder().decode(bytes));
  for (let i = 0; i <= random.below(3); i++) {
    const places = placesOf(root);
    const { within, key } = places[random.below(places.length)];
    const kind = random.below(4);
    if (Array.isArray(within)) {
      const at = Number(key);
      if (kind === 0) within.splice(at, 1);
      else if (kind === 1) within.push(within[at]);
      else within[at] = STRANGE[random.below(STRANGE.length)];
    } else if (kind === 0) delete within[key];
    else within[key] = STRANGE[random.below(STRANGE.length)];
  }
  return new TextEncoder().encode(JSON.stringify(root));
}

interface Spot {
  readonly within: Record<string, unknown> | unknown[];
  readonly key: string;
}

function placesOf(value: unknown): readonly Spot[] {
  if (typeof value !== 'object' || value === null) return [];
  const within: Spot['within'] = Array.isArray(value) ? value : Object(value);
  return Object.entries(within).flatMap(([key, inner]) => [{ within, key }, ...placesOf(inner)]);
}
