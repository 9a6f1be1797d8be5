import { describe, expect, it } from 'vitest';
import { WinceError } from '../../errors.ts';
import type { RegisteredFace } from '../../face/registered-face.ts';
import { extractors, parseFeature } from './catalogue.ts';
import { drawnLandmarks, faceOf, goldenPicture } from './drawn-faces.fixture.ts';

/** Every family with its defaults, and with parameters that take its code another way. */
const FAMILIES = [
  ...extractors.ids,
  'lbp?points=16&radius=2&grid=5',
  'lbp?method=ror&grid=3',
  'lbp?method=nri_uniform&radius=1.5&grid=1',
  'lbp?method=default&grid=2',
  'hog?cell=12&orientations=7&block=3',
  'hog?norm=L1',
  'gabor?scales=2&orientations=3&grid=4',
  'gabor?scales=1&orientations=1&grid=7&bandwidth=2',
  ...['mouth', 'eyes', 'brow', 'nose'].flatMap((region) =>
    ['lbp', 'hog', 'gabor', 'nfcs'].map((id) => `${id}?region=${region}`),
  ),
];

const PICTURES: Readonly<Record<string, Uint8Array>> = {
  drawn: goldenPicture(),
  black: new Uint8Array(128 * 128),
  white: new Uint8Array(128 * 128).fill(255),
  chequered: Uint8Array.from({ length: 128 * 128 }, (_, i) => (((i >> 1) + (i >> 8)) % 2) * 255),
};

describe.each(FAMILIES)('the extractor %s', (specification) => {
  const { id, parameters } = parseFeature(specification);
  const extractor = extractors.get(id);
  const columns = extractor.columns(parameters);
  const extract = (face: RegisteredFace): Float32Array => {
    const out = new Float32Array(columns.length).fill(Number.NaN);
    extractor.extract(face, parameters, out);
    return out;
  };

  it('says what it is', () => {
    expect(extractor.title.length).toBeGreaterThan(10);
    expect(extractor.source).toMatch(/^doi:10\.\d{4,}\//);
    expect(extractor.unit.length).toBeGreaterThan(3);
    expect(Number.isInteger(extractor.version)).toBe(true);
  });

  it('names its columns, each once, by its own id', () => {
    expect(columns.length).toBeGreaterThan(0);
    expect(new Set(columns).size).toBe(columns.length);
    for (const column of columns) expect(column.startsWith(`${id} `), column).toBe(true);
  });

  it.each(Object.keys(PICTURES))('writes one finite number a column for a %s picture', (name) => {
    expect(extract(faceOf(PICTURES[name])).every(Number.isFinite)).toBe(true);
  });

  it('writes nothing behind its columns', () => {
    const out = new Float32Array(columns.length + 8).fill(-7);
    extractor.extract(faceOf(PICTURES.drawn), parameters, out);
    expect(Array.from(out.subarray(columns.length))).toEqual(new Array(8).fill(-7));
  });

  it('gives the same numbers each time, whatever it saw in between', () => {
    const first = extract(faceOf(PICTURES.drawn));
    extract(faceOf(PICTURES.chequered));
    expect(extract(faceOf(PICTURES.drawn))).toEqual(first);
  });

  it('tells faces apart', () => {
    const other = faceOf(PICTURES.chequered, drawnLandmarks({ eyeAperture: 4 }));
    expect(extract(faceOf(PICTURES.drawn))).not.toEqual(extract(other));
  });

  it('leaves the face as it is', () => {
    const face = faceOf(PICTURES.drawn.slice());
    const before = structuredClone(face);
    extract(face);
    expect(Buffer.compare(face.grey.data, before.grey.data)).toBe(0);
    expect(Buffer.compare(face.colour.data, before.colour.data)).toBe(0);
    expect(face.landmarks).toEqual(before.landmarks);
  });

  it('refuses what it cannot read', () => {
    const face = faceOf(PICTURES.drawn);
    const bad: RegisteredFace =
      extractor.kind === 'texture'
        ? {
            ...face,
            grey: { width: 64, height: 64, data: new Uint8Array(64 * 64) },
            colour: { width: 64, height: 64, data: new Uint8Array(64 * 64 * 3) },
          }
        : { ...face, landmarks: face.landmarks.slice().fill(Number.NaN, 66, 67) };
    const code = extractor.kind === 'texture' ? 'wrong-picture-size' : 'bad-landmarks';
    expect(() => extract(bad)).toThrow(WinceError);
    expect(() => extract(bad)).toThrow(expect.objectContaining({ code, status: 1 }));
  });

  it('refuses parameters that it does not know', () => {
    expect(() => parseFeature({ id, colour: 'red' })).toThrow(
      expect.objectContaining({ code: 'bad-parameter', status: 2 }),
    );
  });
});
