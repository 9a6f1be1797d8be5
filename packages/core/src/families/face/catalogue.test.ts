import { describe, expect, it } from 'vitest';
import { extractors, parseFeature } from './catalogue.ts';

describe('specifications of handcrafted features', () => {
  it.each([
    ['lbp', 'lbp'],
    ['lbp?points=8', 'lbp'],
    ['lbp?radius=2&points=16', 'lbp?points=16&radius=2'],
    [{ id: 'lbp', radius: 2, grid: 8, points: 16 }, 'lbp?points=16&radius=2'],
    [{ id: 'hog', norm: 'L1', cell: 16 }, 'hog?cell=16&norm=L1'],
    ['gabor?frequency=0.25', 'gabor?frequency=0.25'],
    ['geometry', 'geometry'],
    ['nfcs', 'nfcs'],
  ])('%j is called %s', (specification, name) => {
    const { id, parameters, name: canonical } = parseFeature(specification);
    expect(canonical).toBe(name);
    expect(parseFeature(canonical)).toEqual({ id, parameters, name });
  });

  it.each([
    ['lpb', 'unknown-feature', /no feature called "lpb". Did you mean "lbp"/],
    ['lbp?point=16', 'bad-parameter', /feature "lbp": there is no parameter "point". Did you mean "points"/],
    ['lbp?points=many', 'bad-parameter', /feature "lbp": the parameter "points" cannot be "many"/],
    ['lbp?points=40', 'bad-parameter', /feature "lbp": the parameter "points" cannot be 40/],
    [
      'lbp?method=default&points=16',
      'bad-parameter',
      /"points".*cannot be 16.*4194304 columns.*at most 65536/,
    ],
    ['lbp?points', 'bad-parameter', /"points" in "lbp\?points" is not of the form name=value/],
    [
      { id: 'hog', norm: 'L3' },
      'bad-parameter',
      /feature "hog": the parameter "norm" cannot be "L3".*L2-Hys/,
    ],
    ['geometry?grid=2', 'bad-parameter', /feature "geometry": there is no parameter "grid"/],
  ])('%j is refused with %s', (specification, code, message) => {
    expect(() => parseFeature(specification)).toThrow(expect.objectContaining({ code, status: 2 }));
    expect(() => parseFeature(specification)).toThrow(message);
  });

  it('lists every family and its parameters in its hints', () => {
    const hintOf = (specification: string): unknown => {
      try {
        parseFeature(specification);
      } catch (error) {
        return error instanceof Error && 'hint' in error ? error.hint : error;
      }
      return undefined;
    };
    expect(hintOf('sift')).toBe(`The known ones are: ${extractors.ids.join(', ')}.`);
    expect(hintOf('lbp?x=1')).toBe(
      'The known parameters at this place are: points, radius, grid, method, region.',
    );
    expect(Object.isFrozen(extractors.entries)).toBe(true);
  });
});
