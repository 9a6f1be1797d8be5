import { openTrees } from '@wince/kernels';
import { z } from 'zod';
import { type Random, randomFrom, seedFrom } from '../../../numbers/random.ts';
import { defineClassifier } from '../classifier.ts';
import { checkNewRows, checkTrainingRows, LENGTHS, numbers } from '../training-rows.ts';
import { binColumns } from './bins.ts';
import { type Tree, treeOfValues } from './tree.ts';

const parameters = z.strictObject({
  trees: z.int().min(1).max(10_000).default(100),
});

const tree = z
  .object({ column: z.array(z.int().min(-1)).min(1), value: numbers, child: z.array(z.int().min(0)) })
  .refine(
    ({ column, value, child }) => value.length === column.length && child.length === column.length,
    LENGTHS,
  )
  .refine(leadsToLeaves, 'a node of a tree does not lead to nodes that come after it');

const model = z
  .object({ kind: z.literal('random-forest'), columns: z.int().min(1), trees: z.array(tree).min(1) })
  .refine(
    ({ columns, trees }) => trees.every(({ column }) => column.every((asked) => asked < columns)),
    'a node of a tree asks for a column that the model does not have',
  );

/** Whether every way down a tree ends: both children of a node come after it. A leaf holds a share. */
function leadsToLeaves({ column, value, child }: Tree): boolean {
  return column.every((asked, node) =>
    asked < 0 ? value[node] >= 0 && value[node] <= 1 : child[node] > node && child[node] + 1 < column.length,
  );
}

/**
 * Random forest: trees grown in full on bootstrap samples of the rows, each node cut where the Gini impurity falls
 * most among sqrt(columns) columns drawn for it. Columns are cut into at most 256 bins first (`binColumns`), and cuts lie between bins. `raw` and `score` are the mean over trees of the share of the positive
 * label in the leaf. A row's weight is its
 * chance of being drawn: in trees grown in full, weights of impurities would change next to nothing.
 *
 * @source Breiman 2001, doi:10.1023/A:1010933404324
 */
export const randomForest = defineClassifier({
  id: 'random-forest',
  version: 3,
  title: 'Random forest',
  scoreIs: 'the share of positive rows in a leaf, as the mean over all trees',
  source: 'Breiman 2001, doi:10.1023/A:1010933404324',
  parameters,
  standardise: false,
  model,
  fit(rows, { trees }) {
    checkTrainingRows(rows);
    const { x, y, weights, seed } = rows;
    const bins = binColumns(x);
    const grow = openTrees({ rows: x.rows, columns: x.columns, bins: bins.of, labels: y });
    const chances = weights && runningSums(weights);
    const tried = Math.max(1, Math.floor(Math.sqrt(x.columns)));
    return {
      kind: 'random-forest' as const,
      columns: x.columns,
      trees: Array.from({ length: trees }, (_, t) => {
        const counts = bootstrap(randomFrom(seed, 'tree', t), x.rows, chances);
        return treeOfValues(grow({ counts, tried, seed: seedFrom(seed, 'columns of tree', t) }), bins, x);
      }),
    };
  },
  predict({ columns, trees }, x) {
    checkNewRows(x, columns);
    const raw = new Float64Array(x.rows);
    for (const tree of trees) {
      const column = Int32Array.from(tree.column);
      const value = Float64Array.from(tree.value);
      const child = Int32Array.from(tree.child);
      for (let r = 0; r < x.rows; r++) {
        let node = 0;
        while (column[node] >= 0) {
          node = child[node] + (x.data[r * columns + column[node]] <= value[node] ? 0 : 1);
        }
        raw[r] += value[node];
      }
    }
    for (let r = 0; r < x.rows; r++) raw[r] /= trees.length;
    return { raw, score: raw.slice() };
  },
});

function runningSums(weights: Float64Array): Float64Array {
  let sum = 0;
  return weights.map((weight) => {
    sum += weight;
    return sum;
  });
}

/**
 * How often each row is drawn in as many draws as there are rows, with replacement.
 *
 * @param chances running sums of the rows' weights; all rows weigh the same where there are none
 */
function bootstrap(random: Random, n: number, chances?: Float64Array): Int32Array {
  const drawn = new Int32Array(n);
  const bits = new Uint32Array(n);
  random.fill(bits);
  for (let i = 0; i < n; i++) {
    const share = bits[i] / 2 ** 32;
    if (!chances) {
      drawn[Math.floor(share * n)]++;
      continue;
    }
    const at = share * chances[n - 1];
    let low = 0;
    let high = n - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (chances[middle] <= at) low = middle + 1;
      else high = middle;
    }
    drawn[low]++;
  }
  return drawn;
}
