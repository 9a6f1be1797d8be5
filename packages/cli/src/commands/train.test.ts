import { expect, test } from 'vitest';
import { gridOfCell } from './train.ts';

test('the name of a cell says what is trained', () => {
  expect(gridOfCell('faceres+hog/relieff-20/knn?k=3')).toEqual({
    ...{ features: ['faceres+hog'], select: ['relieff'], keep: [20], classifiers: ['knn?k=3'] },
  });
  expect(gridOfCell('lbp/none/knn')).toEqual({ features: ['lbp'], select: ['none'], classifiers: ['knn'] });
  for (const id of ['lbp', 'lbp/knn', 'hog~reference/none/knn', 'lbp+hog:each/relieff-50/knn'])
    expect(gridOfCell(id), id).toBeNull();
});
