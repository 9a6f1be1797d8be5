import { expect, test } from 'vitest';
import { memoryStore } from '../store/index.ts';
import { type ClipSeen, readClip, writeClip } from './clip-cache.ts';

const SEEN: ClipSeen = {
  confidence: 0.9,
  look: [200, -1, 0.9, -0.5, 0.1, -0.2],
  clip: {
    ...{ frames: 10, seconds: 1, usable: 1, faults: {}, partial: null },
    keyFrames: [{ time: 0.5, distance: null }],
  },
  lost: [],
};
const ENTRIES = { sha256: 'ab'.repeat(32), key: 'row', needs: ['face'] as const };
const FAMILY = { identity: 'hog', columns: 2 };

async function filled() {
  const store = memoryStore();
  const values = { values: Float32Array.of(1, 2), spread: null };
  await writeClip(store, ENTRIES, SEEN, [{ identity: FAMILY.identity, values }]);
  return store;
}

test('a row comes back as it was kept', async () => {
  const kept = await readClip(await filled(), ENTRIES, [FAMILY]);
  expect(kept?.seen).toEqual(SEEN);
  expect(kept?.values).toEqual([{ values: Float32Array.of(1, 2), spread: null }]);
});

test.each([
  ['no JSON', 'row face', Buffer.from('{"clip":')],
  ['another document', 'row face', Buffer.from('{"clip":7}')],
  ['too few numbers', 'row hog', Uint8Array.of(1, 0, 0, 0, 1, 2, 3, 4)],
  ['half a number', 'row hog', Uint8Array.of(1, 0, 0, 0, 1, 2, 3, 4, 5)],
  ['an unknown form', 'row hog', Uint8Array.of(9, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8)],
  ['nothing', 'row hog', new Uint8Array()],
])('what holds %s counts as not there', async (_, key, bytes) => {
  const store = await filled();
  await store.put({ of: 'recording', sha256: ENTRIES.sha256, key }, bytes);
  expect(await readClip(store, ENTRIES, [FAMILY])).toBeNull();
});
