import { describe, expect, it } from 'vitest';
import {
  type FaceOfRow,
  missingKinds,
  missingKindWords,
  stretchedFaces,
  stretchedWords,
} from './faces-of-task.ts';

const AWAKE = { eyeOpening: 0.35, mouthOpening: 0.02, stretch: 1 };
const ASLEEP = { ...AWAKE, eyeOpening: 0.05 };
const CRYING = { ...AWAKE, eyeOpening: 0.05, mouthOpening: 0.3 };
const rows = (shape: FaceOfRow['shape'], count: number, truth: 0 | 1, label = truth ? 'pain' : 'rest') =>
  Array.from({ length: count }, (): FaceOfRow => ({ label, truth, shape }));
const kinds = (faces: readonly FaceOfRow[]) => missingKinds(faces).map(({ kind }) => kind);

describe('kinds of faces that a task lacks', () => {
  const pain = rows(CRYING, 20, 1);
  it.each([
    [
      'both where all are awake with the mouth shut',
      [...pain, ...rows(AWAKE, 20, 0)],
      ['calm-closed-eyes', 'open-mouth'],
    ],
    [
      'no sleepers where some cry without pain',
      [...pain, ...rows(AWAKE, 15, 0), ...rows(CRYING, 5, 0)],
      ['calm-closed-eyes'],
    ],
    [
      'no open mouths where some sleep',
      [...pain, ...rows(AWAKE, 15, 0), ...rows(ASLEEP, 5, 0)],
      ['open-mouth'],
    ],
    ['none where there are both', [...pain, ...rows(ASLEEP, 5, 0), ...rows(CRYING, 5, 0)], []],
    [
      'none by the words of labels',
      [...pain, ...rows(AWAKE, 9, 0, 'sleep'), ...rows(AWAKE, 9, 0, 'yawn')],
      [],
    ],
    ['nothing is said of a few faces', [...pain, ...rows(AWAKE, 5, 0)], []],
    ['nothing is said without faces in pain', rows(AWAKE, 30, 0), []],
  ] as const)('%s', (_, faces, missing) => {
    expect(kinds(faces)).toEqual(missing);
  });

  it('are told in words that say why it matters', () => {
    const [asleep, open] = missingKinds([...pain, ...rows(AWAKE, 20, 0)]).map(missingKindWords);
    expect(asleep.message).toBe('None of 20 faces without pain show a calm face with closed eyes.');
    expect(asleep.hint).toContain('can take sleep for pain');
    expect(open.hint).toContain('can take each open mouth for pain');
  });
});

describe('stretched faces', () => {
  const shapes = (factors: readonly (number | null)[]) => factors.map((stretch) => ({ ...AWAKE, stretch }));
  it.each([
    ['the factor of most', [1.3, 1.25, 1.35, 1.3, 1.28, 1.32, 1.3, 1.1, 1.3, 1.31, 1.0, null], 1.3],
    ['nothing for faces as they are', [1, 0.95, 1.05, 1.1, 0.9, 1, 1, 1, 1, 1.02], null],
    ['nothing where they differ', [1.6, 0.7, 1.5, 0.8, 1.9, 1.2, 1.3, 0.6, 1.7, 1.2], null],
    ['nothing of a few', [1.3, 1.3, 1.3, null], null],
  ] as const)('%s', (_, factors, factor) => {
    const found = stretchedFaces(shapes(factors));
    if (factor === null) expect(found).toBeNull();
    else expect(found?.factor).toBeCloseTo(factor, 2);
  });

  it('are told with what to do', () => {
    expect(stretchedWords({ factor: 4 / 3, faces: 20 }).message).toBe(
      'Most of 20 faces look too wide by the same factor, about 1.33.',
    );
    expect(stretchedWords({ factor: 0.75, faces: 20 }).hint).toContain('divide their height by 1.33');
  });
});
