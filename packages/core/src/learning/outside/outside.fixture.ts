import { matrix } from '../../numbers/matrix.ts';
import { randomFrom } from '../../numbers/random.ts';
import { divideBySubject } from '../out-of-fold/inner-folds.ts';
import { fitOutside, tellOutside } from './outside.ts';

const NEW_SUBJECTS = 40;

/** Cohorts that are drawn again and again. */
export interface OutsideCohorts {
  readonly subjects: number;
  readonly columns: number;
  /** Of each subject. */
  readonly rows: number;
  readonly cohorts: number;
}

/** What was called outside, of rows of new subjects from where the training subjects come from. */
export interface CalledOutside {
  /** On average over the cohorts, each new subject with the same weight. */
  readonly called: number;
  /** The standard deviation between cohorts. */
  readonly deviation: number;
  /** What the cell states. */
  readonly share: number;
}

/** Trains on cohorts whose rows hang together by subject and by a few common causes, and asks about new subjects of the same kind. */
export function simulateOutside({ subjects, columns, rows, cohorts }: OutsideCohorts): CalledOutside {
  const found: number[] = [];
  let share = 0;
  for (let cohort = 0; cohort < cohorts; cohort++) {
    const random = randomFrom('outside cohort', cohort, subjects, columns);
    const causes = Array.from({ length: 3 }, () =>
      Float64Array.from({ length: columns }, () => random.normal()),
    );
    const draw = (count: number) => {
      const data = new Float64Array(count * rows * columns);
      for (let s = 0; s < count; s++) {
        const own = Float64Array.from({ length: columns }, () => random.normal());
        for (let r = 0; r < rows; r++) {
          const weights = causes.map(() => random.normal());
          for (let c = 0; c < columns; c++) {
            const common = causes.reduce((sum, cause, k) => sum + weights[k] * cause[c], 0);
            data[(s * rows + r) * columns + c] = own[c] + common + random.normal();
          }
        }
      }
      return matrix(count * rows, columns, data);
    };
    const of = Int32Array.from({ length: subjects * rows }, (_, row) => Math.floor(row / rows));
    const folds = divideBySubject({ y: Uint8Array.from(of, (_, row) => row % 2), subjects: of }, 5, 'cohort');
    const fitted = fitOutside({ x: draw(subjects), look: null, age: null, subjects: of }, folds, 0.05);
    share = fitted.share;
    const { isOutside } = tellOutside(fitted, { x: draw(NEW_SUBJECTS), look: null, age: null });
    found.push(isOutside.reduce((sum, each) => sum + each, 0) / isOutside.length);
  }
  const called = found.reduce((sum, each) => sum + each, 0) / cohorts;
  const spread = found.reduce((sum, each) => sum + (each - called) ** 2, 0) / Math.max(1, cohorts - 1);
  return { called, deviation: Math.sqrt(spread), share };
}
