import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../../numbers/random.ts';
import { drawnLandmarks, faceOf } from '../drawn-faces.fixture.ts';
import { MEASURED_ACTIONS } from './actions.ts';
import { CELL_MEASURES, energiesOf, lightOf } from './energies.ts';
import { nfcsActions } from './nfcs.ts';
import { ACTION_REGIONS, type ActionRegionName } from './regions.ts';
import { ACTION_WEIGHTS, REGION_MOMENTS } from './weights.ts';

const COLUMNS = nfcsActions.columns({});
const SIDE = 224;

/** A face of even skin with what is drawn onto it. */
function face(level: (x: number, y: number) => number) {
  const data = new Uint8Array(SIDE * SIDE * 3);
  for (let i = 0; i < SIDE * SIDE; i++) data.fill(level(i % SIDE, Math.floor(i / SIDE)), 3 * i, 3 * i + 3);
  return {
    ...faceOf(new Uint8Array(128 * 128), drawnLandmarks()),
    colour: { width: SIDE, height: SIDE, data },
  };
}

function measured(registered: Parameters<typeof nfcsActions.extract>[0]): ReadonlyMap<string, number> {
  const out = new Float32Array(COLUMNS.length);
  nfcsActions.extract(registered, {}, out);
  return new Map(COLUMNS.map((column, i) => [column, out[i]]));
}

const even = () => 150;
const mouth = (width: number, height: number) => (x: number, y: number) =>
  ((x - 111.5) / width) ** 2 + ((y - 170) / height) ** 2 < 1 ? 35 : 150;

describe('actions read from pixels', () => {
  it('have a number and a confidence each', () => {
    expect(COLUMNS).toHaveLength(2 * MEASURED_ACTIONS.length);
    for (const { name } of MEASURED_ACTIONS) expect(COLUMNS).toContain(`nfcs ${name} confidence`);
  });

  it('have as many weights as their region has energies', () => {
    for (const { name, region } of MEASURED_ACTIONS) {
      const [columns, rows] = ACTION_REGIONS[region].cells;
      expect(ACTION_WEIGHTS[name].weights.length).toBe(columns * rows * CELL_MEASURES);
      expect(REGION_MOMENTS[region].means.length).toBe(columns * rows * CELL_MEASURES);
      expect(Math.min(...REGION_MOMENTS[region].deviations)).toBeGreaterThan(0);
    }
  });

  it('see a dark mouth open', () => {
    const openings = [4, 14, 28].map(
      (height) => measured(face(mouth(24, height))).get('nfcs mouth-opening') ?? 0,
    );
    expect(openings[1]).toBeGreaterThan(openings[0]);
    expect(openings[2]).toBeGreaterThan(openings[0] + 0.2);
  });

  it('do not read the brow in the mouth, nor the mouth in the brow', () => {
    const [shut, open] = [face(mouth(24, 2)), face(mouth(24, 30))].map(measured);
    for (const name of ['brow-bulge', 'brow-lowering', 'eye-squeeze'])
      expect(open.get(`nfcs ${name}`)).toBe(shut.get(`nfcs ${name}`));
  });

  it('are the same in a mirror', () => {
    const random = randomFrom('nfcs');
    const levels = Array.from({ length: SIDE * SIDE }, () => random.below(256));
    const seen = measured(face((x, y) => levels[y * SIDE + x]));
    const mirrored = measured(face((x, y) => levels[y * SIDE + SIDE - 1 - x]));
    for (const column of COLUMNS) expect(mirrored.get(column)).toBeCloseTo(seen.get(column) ?? Number.NaN, 5);
  });

  it('hardly depend on how strong the light is', () => {
    const [bright, dim] = [1, 0.6].map((share) => measured(face((x, y) => share * mouth(24, 20)(x, y))));
    for (const column of COLUMNS)
      expect(Math.abs((dim.get(column) ?? 0) - (bright.get(column) ?? 0)), column).toBeLessThan(0.06);
  });

  it('lose confidence where a region looks like nothing that was drawn', () => {
    const chequered = (x: number, y: number) => (y > 120 && (x + y) % 4 < 2 ? 250 : 5);
    const seen = measured(face(chequered));
    for (const [column, value] of seen) {
      if (!column.endsWith('confidence')) continue;
      expect(value).toBeGreaterThan(0);
      expect(value).toBeLessThanOrEqual(1);
    }
    expect(seen.get('nfcs mouth-opening confidence')).toBeLessThan(0.4);
  });

  it('are energies of edges and lines in the cell where they are', () => {
    const line = face((x) => (Math.abs(Math.abs(x - 111.5) - 40) < 1.5 ? 90 : 150));
    const names = Object.keys(ACTION_REGIONS) as ActionRegionName[];
    expect(names).toContain('furrow');
    const lit = lightOf(line);
    const furrow = energiesOf(lit, 'furrow');
    const flat = energiesOf(lightOf(face(even)), 'furrow');
    const rise = furrow.map((value, i) => value - flat[i]);
    // A line that runs down, 40 pixels from the midline: in the third column of cells, and most of all as such.
    for (let row = 0; row < 4; row++) {
      const cell = rise.subarray((3 * row + 2) * CELL_MEASURES, (3 * row + 3) * CELL_MEASURES);
      expect(cell[2]).toBeGreaterThan(1);
      expect(cell[3]).toBe(0);
      expect(cell[2]).toBeGreaterThan(rise[3 * row * CELL_MEASURES + 2]);
    }
  });
});
