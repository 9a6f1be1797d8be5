import { expect, test } from 'vitest';
import { coveredReason, coveredReasons, type FaceCovering } from '../../../face/covering/covering.ts';
import { hiddenRegions, isAllHidden, withoutHidden } from './hidden-regions.ts';

const SEEN = { seen: true, likelihood: 0.01, cause: null };
const BARE: FaceCovering = { mouth: SEEN, eyes: SEEN, brow: SEEN, nose: SEEN };

test('what lies over lips, chin or furrow hides the mouth; cheeks and forehead hide nothing', () => {
  expect([...hiddenRegions([{ region: 'lips' }, { region: 'cheeks' }, { region: 'forehead' }])]).toEqual([
    'mouth',
  ]);
  expect([...hiddenRegions([{ region: 'nasolabial' }])]).toEqual(['nose', 'mouth']);
  const all = hiddenRegions([{ region: 'mouth' }, { region: 'nose' }, { region: 'eyes' }]);
  expect(isAllHidden(all)).toBe(false);
  expect(isAllHidden(hiddenRegions([...all].map((region) => ({ region })).concat({ region: 'brow' })))).toBe(
    true,
  );
});

test('a region is seen in a video where neither the picture nor the look speaks against it', () => {
  const taped: FaceCovering = { ...BARE, brow: { seen: false, likelihood: 0.9, cause: 'tape' } };
  const covering = withoutHidden(taped, new Set(['mouth']));
  expect(coveredReason(covering, ['mouth'])).toBe('covered: mouth');
  expect(coveredReason(covering, ['eyes', 'brow'])).toBe('covered: brow (tape)');
  expect(coveredReason(covering, ['eyes', 'nose'])).toBeNull();
});

test('where any region will do, a face is set aside only when none can be seen', () => {
  const needed = { needed: 'any', limit: 0.5 } as const;
  const hidden = withoutHidden(BARE, new Set(['mouth', 'eyes', 'brow']));
  expect(coveredReasons(hidden, needed)).toEqual([]);
  expect(coveredReasons(withoutHidden(hidden, new Set(['nose'])), needed)).toEqual([
    'covered: mouth, eyes, brow, nose',
  ]);
  expect(coveredReasons(hidden, { needed: ['mouth', 'nose'], limit: 0.5 })).toEqual(['covered: mouth']);
});
