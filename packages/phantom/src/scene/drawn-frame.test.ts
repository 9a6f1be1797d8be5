import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { NEUTRAL } from '../head/actions.ts';
import { buildHeadModel } from '../head/head-model.ts';
import { drawSubject } from '../subject/subject.ts';
import { faceTruth } from '../truth/truth.ts';
import { drawFrame } from './drawn-frame.ts';
import { PLAIN_SCENE } from './scene.ts';

const model = buildHeadModel(drawSubject('S01', 7, { monk: 4, gestationalAgeWeeks: 39 }));
const scene = { ...PLAIN_SCENE, size: 160 };
const pain = {
  ...NEUTRAL,
  browBulge: 1,
  eyeSqueeze: 1,
  nasolabialFurrow: 0.9,
  openLips: 1,
  verticalStretch: 0.7,
  lidsOpen: 0,
};

function hash(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

describe('a drawn frame', () => {
  it('has the same bytes for the same model and scene', () => {
    const noisy = { ...scene, sensor: { exposure: 1, blur: 0.7, noise: 3 } };
    const again = buildHeadModel(drawSubject('S01', 7, { monk: 4, gestationalAgeWeeks: 39 }));
    expect(hash(drawFrame(again, noisy).image.data)).toBe(hash(drawFrame(model, noisy).image.data));
    expect(hash(drawFrame(model, { ...noisy, seed: 2 }).image.data)).not.toBe(
      hash(drawFrame(model, noisy).image.data),
    );
  });

  it('has the same bytes after larger and smaller ones of other scenes', () => {
    const soft = { ...scene, sensor: { exposure: 1, blur: 0.7, noise: 3 } };
    const first = hash(drawFrame(model, soft).image.data);
    drawFrame(model, { ...soft, size: 200, actions: pain });
    drawFrame(model, { ...soft, size: 96, cloth: 3, bedside: { ...soft.bedside, cap: true } });
    expect(hash(drawFrame(model, soft).image.data)).toBe(first);
  });

  it('has the same bytes upon what another frame saw, which must be of its size', () => {
    const spare = drawFrame(model, { ...scene, actions: pain });
    const { image } = spare;
    const before = hash(image.data);
    expect(hash(drawFrame(model, scene, spare).image.data)).toBe(hash(drawFrame(model, scene).image.data));
    expect(hash(image.data)).toBe(before);
    expect(() => drawFrame(model, { ...scene, size: 96 }, spare)).toThrow(RangeError);
  });

  it('is all of a head: no hole in the skin shows the bed through the face', () => {
    for (const actions of [NEUTRAL, pain, { ...NEUTRAL, openLips: 1, verticalStretch: 1 }]) {
      const { seen, camera } = drawFrame(model, { ...scene, actions });
      const scale = seen.width / camera.width;
      const middle = { x: camera.centreX * scale, y: camera.centreY * scale };
      let holes = 0;
      const reach = 2.4 * camera.pixelsPerCm * scale;
      for (let y = Math.round(middle.y - reach); y < middle.y + reach; y++) {
        for (let x = Math.round(middle.x - reach); x < middle.x + reach; x++) {
          if (seen.triangle[y * seen.width + x] < 0) holes++;
        }
      }
      expect(holes).toBe(0);
    }
  });

  it('knows where its landmarks are: lids part when they open, lips when the jaw falls, brows fall in pain', () => {
    const place = (actions: typeof NEUTRAL, name: string): { x: number; y: number } => {
      const found = faceTruth(model, drawFrame(model, { ...scene, actions })).landmarks.find(
        (l) => l.name === name,
      );
      if (!found) throw new Error(name);
      return found;
    };
    const shut = { ...NEUTRAL, lidsOpen: 0 };
    const gap = (actions: typeof NEUTRAL, lower: string, upper: string): number =>
      place(actions, lower).y - place(actions, upper).y;
    expect(gap(shut, 'left lower lid', 'left upper lid')).toBeCloseTo(0, 1);
    expect(gap({ ...NEUTRAL, lidsOpen: 1 }, 'left lower lid', 'left upper lid')).toBeGreaterThan(4);
    expect(gap(NEUTRAL, 'edge of the lower lip', 'edge of the upper lip')).toBeCloseTo(0, 1);
    expect(gap(pain, 'edge of the lower lip', 'edge of the upper lip')).toBeGreaterThan(8);
    expect(place(pain, 'left inner brow').y).toBeGreaterThan(place(NEUTRAL, 'left inner brow').y + 1.5);
  });

  it('turns with its pose', () => {
    const eyes = (roll: number): number => {
      const truth = faceTruth(model, drawFrame(model, { ...scene, pose: { yaw: 0, pitch: 0, roll } }));
      const [a, b] = ['left outer eye corner', 'right outer eye corner'].map((name) =>
        truth.landmarks.find((l) => l.name === name),
      );
      if (!a || !b) throw new Error('no eyes');
      return (Math.atan2(b.y - a.y, b.x - a.x) * 180) / Math.PI;
    };
    expect(eyes(30) - eyes(0)).toBeCloseTo(30, 0);
    expect(eyes(-90) - eyes(0)).toBeCloseTo(-90, 0);
  });

  it.each([
    [
      'soother',
      { soother: true },
      'soother',
      ['edge of the upper lip', 'edge of the lower lip'],
      'tip of the nose',
    ],
    ['mask', { mask: true }, 'mask', ['edge of the upper lip', 'tip of the nose'], 'left inner eye corner'],
    ['strip of tape', { lipTape: true }, 'tape', ['top of the upper lip'], 'bottom of the lower lip'],
  ] as const)('says which landmarks a %s hides', (_, thing, name, hidden, seen) => {
    const bedside = { ...scene.bedside, ...thing };
    const truth = faceTruth(model, drawFrame(model, { ...scene, bedside }));
    expect(truth.occlusions).toContain(name);
    const visible = new Map(truth.landmarks.map((point) => [point.name, point.visible]));
    for (const point of hidden) expect(visible.get(point), point).toBe(false);
    expect(visible.get(seen), seen).toBe(true);
  });

  it('says which landmarks a hand hides', () => {
    const bedside = { ...scene.bedside, hand: { x: -1.6, y: -1.6 } };
    const truth = faceTruth(model, drawFrame(model, { ...scene, bedside }));
    expect(truth.occlusions).toContain('hand');
    expect(truth.hidden_share).toBeGreaterThan(0);
    expect(faceTruth(model, drawFrame(model, scene)).hidden_share).toBe(0);
  });
});
