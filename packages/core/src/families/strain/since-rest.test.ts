import { openFlow } from '@wince/kernels';
import { expect, it } from 'vitest';
import { flowParameters } from './flow-parameters.ts';
import { openMeshMovement } from './mesh-movement.ts';
import { openFlowSinceRest } from './since-rest.ts';

const SIDE = 96;
const MIDDLE = SIDE / 2;
/** Landmarks 4 pixels apart over the middle of the picture. */
const LANDMARKS = Float64Array.from({ length: 2 * 15 * 15 }, (_, i) => {
  const j = i >> 1;
  return 20 + 4 * (i % 2 === 0 ? j % 15 : Math.floor(j / 15));
});

type Move = (x: number, y: number) => readonly [number, number];

function moved(move: Move): Float64Array {
  return LANDMARKS.map((_, i) => {
    const j = i - (i % 2);
    return move(LANDMARKS[j], LANDMARKS[j + 1])[i % 2];
  });
}

/** Grey values of a texture without a period, at any place. */
function texture(x: number, y: number): number {
  return (
    128 + 40 * Math.sin(x / 2.1 + 0.7 * Math.sin(y / 5)) + 40 * Math.cos(y / 2.7 + 0.9 * Math.cos(x / 7))
  );
}

/** The picture in which each point of the texture has moved from `back(x, y)` to x, y. */
function picture(back: Move): Uint8Array {
  return Uint8Array.from({ length: SIDE * SIDE }, (_, i) => texture(...back(i % SIDE, Math.floor(i / SIDE))));
}

const workspace = () => openFlow({ width: SIDE, height: SIDE, parameters: flowParameters.parse({}) });

it('moves every pixel among landmarks by the plane that they moved by, and none far from them', () => {
  const move = openMeshMovement(LANDMARKS, { width: SIDE, height: SIDE, deviation: 4 });
  const field = workspace().newField();
  move(
    moved((x, y) => [x + 2 + 0.1 * (x - MIDDLE), y - 1 + 0.05 * (x - MIDDLE)]),
    field,
  );
  for (let y = 32; y < 64; y++) {
    for (let x = 32; x < 64; x++) {
      const [right, down] = [2 + 0.1 * (x - MIDDLE), -1 + 0.05 * (x - MIDDLE)];
      // The ridge holds it back: it is a sixth as heavy as the landmarks are here.
      expect(Math.abs(field.u[y * SIDE + x] - right)).toBeLessThan(0.2 * Math.abs(right) + 0.05);
      expect(Math.abs(field.v[y * SIDE + x] - down)).toBeLessThan(0.2 * Math.abs(down) + 0.05);
    }
  }
  expect([field.u[0], field.v[SIDE * SIDE - 1]]).toEqual([0, 0]);
});

it('is flow alone where there are no landmarks, or where they are not to be used', () => {
  const [rest, now] = [picture((x, y) => [x, y]), picture((x, y) => [x - 1.5, y + 0.5])];
  const flow = workspace();
  const [a, b, expected] = [flow.newPicture(), flow.newPicture(), flow.newField()];
  flow.expand(rest, a);
  flow.expand(now, b);
  flow.flow(a, b, expected);
  for (const [mesh, landmarks] of [
    [3, []],
    [0, moved((x, y) => [x + 5, y])],
  ] as const) {
    const since = openFlowSinceRest(flow, mesh);
    const found = flow.newField();
    since.setRest({ grey: rest, landmarks: mesh > 0 ? [] : LANDMARKS });
    since.flow({ grey: now, landmarks }, found);
    expect(found).toEqual(expected);
  }
});

it('finds a stretch that is too wide for flow alone', () => {
  // To twice the height, as a mouth opens.
  const stretch = 1;
  const rest = { grey: picture((x, y) => [x, y]), landmarks: LANDMARKS };
  const now = {
    grey: picture((x, y) => [x, MIDDLE + (y - MIDDLE) / (1 + stretch)]),
    landmarks: moved((x, y) => [x, MIDDLE + (1 + stretch) * (y - MIDDLE)]),
  };
  const [alone, withMesh] = [0, 3].map((mesh) => {
    const flow = workspace();
    const since = openFlowSinceRest(flow, mesh);
    since.setRest(rest);
    const field = flow.newField();
    since.flow(now, field);
    const errors: number[] = [];
    for (let y = 28; y < 68; y++) {
      for (let x = 28; x < 68; x++) {
        const i = y * SIDE + x;
        errors.push(Math.hypot(field.u[i], field.v[i] - stretch * (y - MIDDLE)));
      }
    }
    return errors.sort((p, q) => p - q)[Math.floor(0.9 * errors.length)];
  });
  expect(withMesh).toBeLessThan(0.3);
  expect(alone).toBeGreaterThan(5 * withMesh);
});
