import { describe, expect, it } from 'vitest';
import { defaultGrid } from './default-grid.ts';
import { planCells, readCellId } from './plan.ts';
import { type ExperimentSpecification, experimentSpecification } from './specification.ts';

function specification(given: Record<string, unknown>): ExperimentSpecification {
  return experimentSpecification.parse({
    dataset: 'd',
    mixes: ['a+b'],
    classifiers: ['svm-linear'],
    ...given,
  });
}

describe('planCells', () => {
  it('lays out features x selections x keeps x classifiers, and none keeps all columns once', () => {
    const cells = planCells(
      specification({
        features: ['a'],
        selection: ['relieff', 'none'],
        keep: [5, 8],
        classifiers: ['knn', 'knn?k=3'],
      }),
      (feature) => String(feature),
    );
    expect(cells.map((cell) => cell.id)).toEqual(
      ['a', 'a+b'].flatMap((features) =>
        ['relieff-5', 'relieff-8', 'none'].flatMap((selected) =>
          ['knn', 'knn?k=3'].map((classifier) => `${features}/${selected}/${classifier}`),
        ),
      ),
    );
  });

  it('lays out the default grid: deep, handcrafted and mixed rows with five classifiers', () => {
    const cells = planCells(experimentSpecification.parse({ dataset: 'd', ...defaultGrid }), String);
    expect(cells.length).toBeGreaterThanOrEqual(15);
    expect(new Set(cells.map((cell) => cell.classifier.name)).size).toBe(5);
    expect(cells.every((cell) => cell.keep === 100 && cell.selection.id === 'relieff')).toBe(true);
  });

  it.each([
    [{ classifiers: ['knn', 'knn?k=5'] }, 'repeated-cell'],
    [{ primary: 'a+b/relieff-100/svm' }, 'unknown-cell'],
    [{ comparisons: [['a+b/relieff-100/svm-linear', 'x']] }, 'unknown-cell'],
    [{ selection: ['reliefff'] }, 'unknown-selector'],
    [{ mixes: [] }, 'no-features'],
  ])('refuses %j', (given, code) => {
    expect(() => planCells(specification(given), String)).toThrow(
      expect.objectContaining({ code, status: 2 }),
    );
  });

  it('names a few of many cells where one is not there', () => {
    const all = experimentSpecification.parse({ dataset: 'd', ...defaultGrid });
    const refusal = {
      hint: expect.stringMatching(
        /^The cells of this experiment are 40: .{50,600}, \.\.\. `wince evaluate --dry-run`/,
      ),
    };
    expect(() => planCells({ ...all, primary: 'x' }, String)).toThrow(expect.objectContaining(refusal));
  });

  it('joins the regions of a family under one name', () => {
    const byRegion = (feature: unknown) => ({
      name: `${feature}~regions`,
      families: [`${feature}?region=mouth`, `${feature}?region=brow`],
      regions: [['mouth'], ['brow']] as const,
    });
    const given = specification({ features: ['hog'], mixes: ['hog+lbp'], selection: ['none'] });
    const [hog, both] = planCells(given, byRegion);
    expect(hog.id).toBe('hog~regions/none/svm-linear');
    expect(hog.features).toEqual({ ...byRegion('hog'), selected: 'together' });
    expect(both.features.name).toBe('hog~regions+lbp~regions');
    expect(both.features.regions).toEqual([['mouth'], ['brow'], ['mouth'], ['brow']]);
    // The sets of whole faces are what they were: fits in the cache keep their keys.
    expect(planCells(given, String)[0].features).not.toHaveProperty('regions');
  });

  it('reads from an id what it was made of, taps with slashes too', () => {
    expect(readCellId('net:block/conv@mean+hog/relieff:other-subjects-50/svm-rbf?C=10')).toEqual({
      features: 'net:block/conv@mean+hog',
      selection: 'relieff:other-subjects',
      keep: 50,
      classifier: 'svm-rbf?C=10',
    });
    expect(readCellId('hog/none/knn')).toEqual({
      features: 'hog',
      selection: 'none',
      keep: null,
      classifier: 'knn',
    });
  });
});
