import { type MethodSpecification, parseMethod } from '../../method.ts';
import { matrix } from '../../numbers/matrix.ts';
import { randomFrom } from '../../numbers/random.ts';
import { calibrators } from '../calibration/catalogue.ts';
import { classifiers } from '../classifiers/catalogue.ts';
import { selectors } from '../selection/catalogue.ts';
import { type Abstention, abstention, type Cell, type Tuning, tuning } from './cell.ts';
import type { JoinedRows } from './joined-rows.ts';

const SUBJECTS = 12;

/** Two pictures a subject, one of each label; the first columns of each family tell them apart. */
export function exampleRows(informative = 3): JoinedRows {
  const random = randomFrom('experiment example');
  const rows = SUBJECTS * 2;
  const columns = 20;
  const data = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < columns; c++) {
      data[row * columns + c] = random.normal() + (c % 10 < informative && row % 2 === 1 ? 1.5 : 0);
    }
  }
  return {
    x: matrix(rows, columns, data),
    y: Uint8Array.from({ length: rows }, (_, row) => row % 2),
    subjects: Int32Array.from({ length: rows }, (_, row) => row >> 1),
    subjectNames: Array.from({ length: SUBJECTS }, (_, s) => `s${String(s).padStart(2, '0')}`),
    families: [
      { family: 'a', start: 0, end: 10 },
      { family: 'b', start: 10, end: 20 },
    ],
  };
}

/** What a test changes of the example. */
export interface CellChanges
  extends Partial<Omit<Cell, 'selection' | 'classifier' | 'calibration' | 'abstention' | 'tuning'>> {
  readonly selection?: MethodSpecification;
  readonly classifier?: MethodSpecification;
  readonly calibration?: MethodSpecification;
  readonly abstention?: Partial<Abstention>;
  readonly tuning?: Partial<Tuning>;
}

/** A cell over the example's two families: five columns by ReliefF and a linear SVM, with what a test changes. */
export function exampleCell(changes: CellChanges = {}): Cell {
  const { selection = 'relieff', classifier = 'svm-linear', calibration, ...others } = changes;
  const { abstention: abstained, tuning: tuned, ...given } = others;
  const cell: Cell = {
    id: 'a+b/example',
    features: { name: 'a+b', families: ['a', 'b'], selected: 'together' },
    selection: parseMethod(selectors, selection),
    keep: 5,
    classifier: parseMethod(classifiers, classifier),
    classWeights: 'none',
    calibration: calibration ? parseMethod(calibrators, calibration) : null,
    prevalence: null,
    threshold: 0.5,
    abstention: abstained ? abstention.parse(abstained) : null,
    tuning: tuned ? tuning.parse(tuned) : null,
  };
  return { ...cell, ...given };
}
