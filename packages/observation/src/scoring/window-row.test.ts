import { expect, test } from 'vitest';
import { joinedRow } from './window-row.ts';

function family(name: string, regions: readonly ('mouth' | 'brow')[], sinceReference = false) {
  const columns = [`${name} a`, `${name} b`];
  const record = { name, kind: 'texture', columns: 2, identity: name, network: null } as const;
  return { columns, record, regions, sinceReference };
}

const given = (...values: number[]) => ({ values: Float32Array.from(values), spread: null });
const COVERED = { reason: 'covered: mouth' };
const [mouth, brow] = [family('hog?region=mouth', ['mouth']), family('hog?region=brow', ['brow'])];

test('a window is scored from the regions that were seen', () => {
  const row = joinedRow([mouth, brow], [COVERED, given(3, 4)], new Map());
  expect([...(row?.values ?? [])]).toEqual([Number.NaN, Number.NaN, 3, 4]);
  expect(row?.lost).toEqual(['covered: mouth', null]);
});

test('a window without any region, or without a family of whole faces, is not scored', () => {
  expect(joinedRow([mouth, brow], [COVERED, COVERED], new Map())).toBeNull();
  expect(joinedRow([family('hog', []), brow], [COVERED, given(3, 4)], new Map())).toBeNull();
});

test('a change from rest is taken from what was seen at rest', () => {
  const change = family('change:hog?region=brow', ['brow'], true);
  const rest = new Map([['change:hog?region=brow', Float32Array.of(1, 1)]]);
  expect([...(joinedRow([change], [given(3, 4)], rest)?.values ?? [])]).toEqual([2, 3]);
  expect(joinedRow([change], [given(3, 4)], new Map())).toBeNull();
});
