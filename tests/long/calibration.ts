/**
 * Calibrated scores of rows with known truth, and the coverage of conformal prediction over cohorts: what `docs/methods/calibration.md` and
 * `docs/methods/abstention.md` promise. Prints the figures; the suite has small forms of both.
 */
import { applyCell, calibrators, fitCell, matrix, randomFrom, summariseCell } from '@wince/core';
import { simulateCoverage } from '../../packages/core/src/learning/conformal/coverage.fixture.ts';
import { exampleCell } from '../../packages/core/src/learning/pipeline/example-cell.fixture.ts';

const ROWS = 20_000;
const SUBJECTS = 200;
const MOST_ERROR = 0.015;
const SLOPES = [0.95, 1.05] as const;

const failed: string[] = [];

/**
 * Rows whose log-odds of pain are known: two informative columns, each three times, so that naive Bayes counts what it knows three times over and is
 * far too sure.
 */
function drawn(seed: string, share: number) {
  const random = randomFrom('calibration', seed, share);
  const data = new Float32Array(ROWS * 6);
  const y = new Uint8Array(ROWS);
  for (let row = 0; row < ROWS; row++) {
    y[row] = random.next() < share ? 1 : 0;
    for (let c = 0; c < 2; c++) {
      const value = random.normal() + (y[row] === 1 ? 0.8 : 0);
      for (let copy = 0; copy < 3; copy++) data[row * 6 + 3 * c + copy] = value;
    }
  }
  return {
    ...{ x: matrix(ROWS, 6, data), y, families: [{ family: 'a', start: 0, end: 6 }] },
    subjects: Int32Array.from({ length: ROWS }, (_, row) => row % SUBJECTS),
    subjectNames: Array.from({ length: SUBJECTS }, (_, s) => `s${String(s).padStart(3, '0')}`),
  };
}

/** Holds each calibrator to its bounds, on rows of which a share has pain. */
function calibrated(share: number): void {
  const training = drawn('training', share);
  const unseen = drawn('unseen', share);
  console.log(
    `${ROWS} rows of ${SUBJECTS} subjects with known truth, a share of ${share} with pain, scored by naive Bayes that counts each column three times`,
  );
  console.log('calibration   ECE (10 bins)   of a perfect score   slope   intercept');
  for (const calibration of [undefined, ...calibrators.ids]) {
    const cell = exampleCell({
      ...{ classifier: 'naive-bayes', selection: 'none', keep: null, calibration },
      features: { name: 'a', families: ['a'], selected: 'together' },
    });
    const { fitted } = fitCell(cell, training, 7);
    const { raw, score, decision } = applyCell(fitted, unseen.x);
    const { calibration: found } = summariseCell(
      Array.from(score, (value, row) => ({
        ...{ cell: 'a', sample: `r${row}`, clip: '', period: '', fold: 'new', raw: raw[row], threshold: 0.5 },
        ...{ subject: unseen.subjectNames[unseen.subjects[row]], score: value },
        truth: unseen.y[row] === 1 ? 'pain' : 'rest',
        decision: decision[row] === 1 ? 'pain' : 'rest',
      })),
      { positive: 'pain', seed: 'long', draws: 50 },
    );
    if (!found) throw new Error('there is no calibration');
    const { ece, expected_ece } = found.equal_width;
    const { slope, intercept } = found.line;
    console.log(
      [
        (calibration ?? 'none').padEnd(13),
        ece.toFixed(4).padEnd(15),
        expected_ece.toFixed(4).padEnd(20),
        (slope?.toFixed(3) ?? '-').padEnd(7),
        intercept?.toFixed(3) ?? '-',
      ].join(' '),
    );
    if (calibration === undefined) {
      if (ece < 4 * MOST_ERROR) failed.push('the scores are calibrated before anything was done');
      continue;
    }
    // With other shares than a half the scores are biased, too, which one temperature cannot mend.
    if (calibration === 'temperature' && share !== 0.5) continue;
    if (!(ece < MOST_ERROR)) failed.push(`${calibration}: an ECE of ${ece}`);
    if (slope === null || slope < SLOPES[0] || slope > SLOPES[1])
      failed.push(`${calibration}: a slope of ${slope}`);
  }
}

calibrated(0.5);
calibrated(0.4);

const COHORTS = 1000;
console.log(`\n${COHORTS} cohorts at a level of 0.9, rows of a subject share an offset`);
console.log('subjects   unit       label   coverage   exact    spread between cohorts (5 % to 95 %)');
for (const subjects of [15, 31, 60, 200]) {
  for (const unit of ['one-row', 'all-rows'] as const) {
    const { exact, coverage } = simulateCoverage({ subjects, cohorts: COHORTS, unit });
    for (const { label, mean, deviation, range } of coverage) {
      const [low, high] = range.map((value) => value.toFixed(3));
      console.log(
        [
          String(subjects).padEnd(10),
          unit.padEnd(10),
          (label === 1 ? 'pain' : 'none').padEnd(7),
          mean.toFixed(4).padEnd(10),
          exact.toFixed(4).padEnd(8),
          `${deviation.toFixed(3)} (${low} to ${high})`,
        ].join(' '),
      );
      if (unit === 'one-row' && Math.abs(mean - exact) > 0.01)
        failed.push(`${subjects} subjects: a coverage of ${mean} in the place of ${exact}`);
      if (unit === 'all-rows' && mean < 0.9 - 0.01) failed.push(`${subjects} subjects, all rows: ${mean}`);
    }
  }
}

for (const each of failed) console.error(each);
process.exitCode = failed.length === 0 ? 0 : 1;
