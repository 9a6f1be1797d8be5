import { expect, it } from 'vitest';
import { flowParameters } from './flow-parameters.ts';
import { noiseFloorParameters } from './noise-floor.ts';
import { medianFace, restFloors } from './rest.ts';

const SIDE = 64;
const PIXELS = Int32Array.from({ length: SIDE * SIDE }, (_, i) => i).filter(
  (i) => i % SIDE > 15 && i % SIDE < 48 && i > 16 * SIDE && i < 48 * SIDE,
);
const GREY = Uint8Array.from({ length: SIDE * SIDE }, (_, i) => {
  const [x, y] = [i % SIDE, Math.floor(i / SIDE)];
  return 128 + 50 * Math.sin(x / 2 + Math.sin(y / 4)) + 50 * Math.cos(y / 3 + Math.cos(x / 5));
});

it('takes the median of grey values and of landmarks, each by itself', () => {
  const face = (grey: number, x: number) => ({ grey: Uint8Array.of(grey, 7), landmarks: [x, 5] });
  const faces = [face(10, 3), face(200, 1), face(20, 90)];
  expect(medianFace(faces)).toEqual({ grey: Uint8Array.of(20, 7), landmarks: Float64Array.of(3, 5) });
  const four = medianFace([...faces, face(31, 4)]);
  expect(four).toEqual({ grey: Uint8Array.of(25, 7), landmarks: Float64Array.of(3.5, 5) });
  expect(() => medianFace([])).toThrow('needs a frame');
});

it('has the jitter of landmarks in the floor of strain since rest, where the mesh is used, and there only', () => {
  const landmarks = Float64Array.from({ length: 2 * 81 }, (_, i) => {
    const j = i >> 1;
    return 16 + 4 * (i % 2 === 0 ? j % 9 : Math.floor(j / 9));
  });
  const rest = { grey: GREY, landmarks };
  // The picture stands still, and neighbouring landmarks are moved to and fro.
  const frames = [1, -1, 1, -1, 1].map((sign) => ({
    grey: GREY,
    landmarks: landmarks.map((place, i) => place + (i % 2 === 0 ? sign * 1.5 * ((i >> 1) % 2) : 0)),
  }));
  const floors = (mesh: number, still = false) =>
    restFloors(still ? frames.map(() => rest) : frames, rest, {
      ...{ width: SIDE, height: SIDE, mesh, pixels: PIXELS },
      flow: flowParameters.parse({}),
      noise: noiseFloorParameters.parse({}),
    });
  const alone = floors(0);
  expect(floors(3, true)).toEqual(alone);
  const jittered = floors(3);
  expect(jittered.previous).toBe(alone.previous);
  expect(jittered.baseline).toBeGreaterThan(alone.baseline + 0.001);
});
