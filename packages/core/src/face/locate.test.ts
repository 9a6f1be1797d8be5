import { describe, expect, test } from 'vitest';
import { blobNetworks, blobPicture } from './blob-networks.fixture.ts';
import { locateFaces } from './locate.ts';
import { locateParameters } from './located-face.ts';
import { placeLandmarks } from './mesh.ts';

const parameters = locateParameters.parse({});
const SURE = { score: 0.95, confidence: 0.99, misfit: 0 };

describe('a small face in a large picture', () => {
  const networks = blobNetworks({ least: 24, upright: SURE, flipped: { ...SURE, score: 0.4 } });

  test.each([
    { what: 'in the middle', x: 320, y: 260, side: 40 },
    { what: 'at the edge', x: 600, y: 40, side: 40 },
    { what: 'half as large', x: 160, y: 400, side: 16 },
  ])('$what is found in tiles', async ({ x, y, side }) => {
    const image = blobPicture(640, 512, { x, y, side });
    const { faces } = await locateFaces(image, networks, { ...parameters, minimumTile: 128 });
    expect(faces).toHaveLength(1);
    expect(Math.hypot(faces[0].box.x - x, faces[0].box.y - y)).toBeLessThan(side / 4);
    expect((await locateFaces(image, networks, { ...parameters, minimumTile: 0 })).faces).toEqual([]);
  });

  test('a large face costs no run for tiles', async () => {
    let runs = 0;
    const counting = {
      ...networks,
      detect: (image: Parameters<typeof networks.detect>[0]) => {
        runs++;
        return networks.detect(image);
      },
    };
    await locateFaces(blobPicture(640, 512, { x: 320, y: 260, side: 200 }), counting, parameters);
    expect(runs).toBe(3);
  });
});

describe('a face that only the detector of small faces sees', () => {
  const image = blobPicture(640, 512, { x: 300, y: 200, side: 40 });
  const found = async (far: number | undefined, confidence: number, drift: number) => {
    const upright = { ...SURE, confidence };
    const networks = blobNetworks({ least: 1000, upright, flipped: upright, drift, far });
    const { faces } = await locateFaces(image, networks, { ...parameters, minimumTile: 0 });
    return faces.map(({ box, score }) => [Math.round(box.x), Math.round(box.y), score]);
  };

  test('is found where the mesh is sure of it and stays with it', async () => {
    const [[x, y, score], ...others] = await found(0.8, 0.99, 0);
    expect(others).toEqual([]);
    expect(Math.hypot(x - 300, y - 200)).toBeLessThan(4);
    expect(score).toBeCloseTo(0.8, 9);
  });

  test.each([
    ['without that detector', undefined, 0.99, 0],
    ['with a low score', 0.5, 0.99, 0],
    ['with an unsure mesh', 0.8, 0.8, 0],
    ['that is a pattern', 0.8, 0.99, 1],
  ])('is none %s', async (_, far, confidence, drift) => {
    expect(await found(far, confidence, drift)).toEqual([]);
  });
});

describe('a face of which the detector does not know which way up it is', () => {
  const image = blobPicture(400, 400, { x: 200, y: 200, side: 120 });
  const angleWith = async (upright: typeof SURE, flipped: typeof SURE) => {
    const networks = blobNetworks({ least: 10, upright, flipped });
    const { faces } = await locateFaces(image, networks, parameters);
    return faces.map(({ box }) => Math.round(Math.abs(box.angle) / Math.PI));
  };

  test('is taken as the mesh fits it best', async () => {
    const wrong = { score: 0.97, confidence: 0.98, misfit: 0.1 };
    expect(await angleWith(SURE, wrong)).toEqual([0]);
    expect(await angleWith(wrong, { ...SURE, score: 0.9 })).toEqual([1]);
  });

  test('is taken as the detector says where it is sure', async () => {
    expect(await angleWith({ ...SURE, misfit: 0.1 }, { ...SURE, score: 0.5 })).toEqual([0]);
  });
});

describe('a face of which the networks are not sure', () => {
  const image = blobPicture(400, 400, { x: 200, y: 200, side: 120 });
  const found = async (upright: typeof SURE, drift: number) => {
    const networks = blobNetworks({ least: 10, upright, flipped: { ...SURE, score: 0.1 }, drift });
    return (await locateFaces(image, networks, parameters)).faces.length;
  };

  test.each([
    ['a face with a low score', { ...SURE, score: 0.65 }, 0, 1],
    ['a pattern with a low score', { ...SURE, score: 0.65 }, 1, 0],
    ['a face with a low confidence', { ...SURE, confidence: 0.6 }, 0, 1],
    ['a pattern with a low confidence', { ...SURE, confidence: 0.6 }, 1, 0],
    ['a face below the score, with a sure mesh', { ...SURE, score: 0.45 }, 0, 1],
    ['a pattern below the score, with a sure mesh', { ...SURE, score: 0.45 }, 1, 0],
    ['a face below the score, with an unsure mesh', { ...SURE, score: 0.45, confidence: 0.8 }, 0, 0],
  ] as const)(
    '%s: the landmarks must stay on the skin when the frame moves',
    async (_, says, drift, faces) => {
      expect(await found(says, drift)).toBe(faces);
    },
  );
});

test.each([
  { confidences: [0.985, 0.459], counts: 0.985 },
  { confidences: [0.95, 0.9], counts: 0.9 },
  { confidences: [0.4, 0.98], counts: 0.98 },
])(
  'of passes with the confidences $confidences the one with $counts counts',
  async ({ confidences, counts }) => {
    const told = [...confidences];
    const networks = blobNetworks({ least: 10, upright: SURE, flipped: SURE });
    const image = blobPicture(400, 400, { x: 200, y: 200, side: 120 });
    const face = await placeLandmarks(
      image,
      { x: 200, y: 200, side: 200, angle: 0 },
      {
        ...networks,
        mesh: async (shown) => ({ ...(await networks.mesh(shown)), confidence: told.shift() ?? 0 }),
      },
      { margin: 1.5, passes: confidences.length },
    );
    expect(face.confidence).toBe(counts);
    expect(face.movement).toBeLessThan(0.05);
  },
);
