/**
 * Grows decision trees on columns that are cut into at most 256 bins. A node adds up the rows of each bin of a column, marks the bins
 * that occur, and goes through these alone in their order.
 */

const WORD: usize = 4;
const LONG: usize = 8;
/** Numbers a node is told by: column, bin below the cut, bin above it, left child, negative rows, positive rows. */
const NODE: usize = 6 * WORD;
/** Numbers of a node that waits: its place, where its rows begin, where they end. */
const WAITING: usize = 3 * WORD;

const MOST_BINS: i32 = 256;
/** Columns that are gathered at once, for nodes of up to so many rows. */
const TOGETHER: i32 = 8;
const MOST_GATHERED: i32 = 64;
/** Rows of a node from which on most bins occur, so that looking at all of them is faster than marking those that do. */
const LEAST_UNMARKED: i32 = 128;

let a: u32 = 0;
let b: u32 = 0;
let c: u32 = 0;
let d: u32 = 0;

/** The next 32 bits of sfc32. */
@inline
function bits(): u32 {
  const t = a + b + d;
  d += 1;
  a = b ^ (b >>> 9);
  b = c + (c << 3);
  c = (c << 21) | (c >>> 11);
  c += t;
  return t;
}

let best: f64 = 0;
let bestColumn: i32 = 0;
let bestBelow: i32 = 0;
let bestAbove: i32 = 0;

/** Draws a column from those behind the first ones, and puts it at their end. */
@inline
function draw(order: usize, drawn: i32, columns: i32): i32 {
  const at = order + WORD * <usize>(drawn + <i32>((<u64>bits() * <u64>(columns - drawn)) >> 32));
  const candidate = load<i32>(at);
  store<i32>(at, load<i32>(order + WORD * <usize>drawn));
  store<i32>(order + WORD * <usize>drawn, candidate);
  return candidate;
}

/** Copies the bins of a node's rows in some of the drawn columns: reads that need not wait for each other. */
@inline
function gather(
  bins: usize,
  rows: i32,
  order: usize,
  first: i32,
  last: i32,
  own: usize,
  many: i32,
  to: usize,
): void {
  for (let drawn = first; drawn < last; drawn++) {
    const values = bins + <usize>load<i32>(order + WORD * <usize>drawn) * <usize>rows;
    for (let i = 0; i < many; i++, to++) {
      store<u8>(to, load<u8>(values + <usize>load<i32>(own + WORD * <usize>i)));
    }
  }
}

@inline
function addGathered(gathered: usize, local: usize, many: i32, sums: usize, marks: usize): void {
  for (const end = gathered + <usize>many; gathered < end; gathered++, local += LONG) {
    const bin = <usize>load<u8>(gathered);
    const sum = sums + LONG * bin;
    store<i64>(sum, load<i64>(sum) + load<i64>(local));
    store<u8>(marks + bin, 1);
  }
}

@inline
function addAll(values: usize, member: usize, local: usize, many: i32, sums: usize, marks: usize): void {
  for (const end = member + WORD * <usize>many; member < end; member += WORD, local += LONG) {
    const bin = <usize>load<u8>(values + <usize>load<i32>(member));
    const sum = sums + LONG * bin;
    store<i64>(sum, load<i64>(sum) + load<i64>(local));
    store<u8>(marks + bin, 1);
  }
}

/** The same without marks. */
@inline
function addUnmarked(values: usize, member: usize, local: usize, many: i32, sums: usize): void {
  for (const end = member + WORD * <usize>many; member < end; member += WORD, local += LONG) {
    const sum = sums + LONG * <usize>load<u8>(values + <usize>load<i32>(member));
    store<i64>(sum, load<i64>(sum) + load<i64>(local));
  }
}

/** What was read ahead; nobody asks for it. */
let read: i32 = 0;

/** Reads a number of each cache line of a column, so that it is near when its rows are added up. */
@inline
function readAhead(values: usize, rows: i32): void {
  let sum: i32 = 0;
  for (const end = values + <usize>rows; values < end; values += 64) sum += <i32>load<u8>(values);
  read = sum;
}

/** What a cut leaves: of each side, rows of one label times rows of the other, over all rows of the side; as one fraction. */
@inline
function impurityOf(leftNegative: f64, leftPositive: f64, negative: f64, positive: f64): f64 {
  const rightNegative = negative - leftNegative;
  const rightPositive = positive - leftPositive;
  const left = leftNegative + leftPositive;
  const right = rightNegative + rightPositive;
  return (leftNegative * leftPositive * right + rightNegative * rightPositive * left) / (left * right);
}

/**
 * The same as `takeBetter` for sums without marks: goes through all bins, two at a time. Behind a bin without rows the cut is that of the bin before,
 * which is no better, and a side without rows gives no number.
 */
function takeBetterOfAll(candidate: i32, sums: usize, negative: f64, positive: f64): void {
  const zero = i64x2.splat(0);
  const negatives = f64x2.splat(negative);
  const positives = f64x2.splat(positive);
  let before = zero;
  let better = false;
  for (let bin = 0; bin < MOST_BINS; bin += 2) {
    const at = sums + LONG * <usize>bin;
    const own = v128.load(at);
    // Sums up to the first bin, and up to the second one.
    const left = i32x4.add(before, i32x4.add(own, v128.shuffle<i64>(zero, own, 0, 2)));
    before = v128.shuffle<i64>(left, left, 1, 1);
    const leftNegative = f64x2.convert_low_i32x4_s(v128.shuffle<i32>(left, left, 0, 2, 0, 2));
    const leftPositive = f64x2.convert_low_i32x4_s(v128.shuffle<i32>(left, left, 1, 3, 1, 3));
    const rightNegative = f64x2.sub(negatives, leftNegative);
    const rightPositive = f64x2.sub(positives, leftPositive);
    const allLeft = f64x2.add(leftNegative, leftPositive);
    const allRight = f64x2.add(rightNegative, rightPositive);
    const impurity = f64x2.div(
      f64x2.add(
        f64x2.mul(f64x2.mul(leftNegative, leftPositive), allRight),
        f64x2.mul(f64x2.mul(rightNegative, rightPositive), allLeft),
      ),
      f64x2.mul(allLeft, allRight),
    );
    if (v128.any_true(f64x2.lt(impurity, f64x2.splat(best)))) {
      better = true;
      const first = f64x2.extract_lane(impurity, 0);
      const second = f64x2.extract_lane(impurity, 1);
      if (first < best) {
        best = first;
        bestBelow = bin;
      }
      if (second < best) {
        best = second;
        bestBelow = bin + 1;
      }
    }
  }
  if (better) {
    bestColumn = candidate;
    bestAbove = bestBelow + 1;
    while (load<i64>(sums + LONG * <usize>bestAbove) === 0) bestAbove++;
  }
  memory.fill(sums, 0, LONG * <usize>MOST_BINS);
}

/** Goes through the bins that are marked, takes the cut that leaves the least impurity if it is less than before, and clears them. */
function takeBetter(candidate: i32, sums: usize, marks: usize, negative: f64, positive: f64): void {
  const zero = i64x2.splat(0);
  let left: i64 = 0;
  let before = -1;
  for (let word = 0; word < MOST_BINS; word += 64) {
    let present: u64 = 0;
    for (let part = 0; part < 64; part += 16) {
      const mark = marks + <usize>(word + part);
      present |= <u64>(<u32>i8x16.bitmask(i8x16.ne(v128.load(mark), zero))) << (<u64>part);
      v128.store(mark, zero);
    }
    while (present !== 0) {
      const bin = word + <i32>ctz(present);
      present &= present - 1;
      if (before >= 0) {
        const impurity = impurityOf(<f64>(<i32>left), <f64>(<i32>(left >> 32)), negative, positive);
        if (impurity < best) {
          best = impurity;
          bestColumn = candidate;
          bestBelow = before;
          bestAbove = bin;
        }
      }
      const sum = sums + LONG * <usize>bin;
      left += load<i64>(sum);
      store<i64>(sum, 0);
      before = bin;
    }
  }
}

/**
 * Grows a tree until every leaf holds one label, or rows that no column tells apart.
 *
 * @param bins a byte a row, column by column
 * @param packed of each row how often it counts, as a long: below 2^32 for a negative row, above for a positive one
 * @param members the rows of the tree; put in another order
 * @param order the columns 0, 1, 2 ..; put in another order
 * @param tried columns to look at in each node; more while none of them varies there
 * @param seed four words, the state of the random numbers before it is stirred; how many nodes there are is written into the first
 * @param spare as many words as there are members
 * @param local as many longs as there are members
 * @param sums 256 longs, all 0, and so they are left
 * @param marks 256 bytes, all 0, and so they are left
 * @param gathered 512 bytes
 * @param waiting three words for each node that may wait: as many as there are members
 * @param nodes where the nodes are written, six words each
 */
export function growTree(
  bins: usize,
  rows: i32,
  columns: i32,
  packed: usize,
  members: usize,
  size: i32,
  order: usize,
  tried: i32,
  seed: usize,
  spare: usize,
  local: usize,
  sums: usize,
  marks: usize,
  gathered: usize,
  waiting: usize,
  nodes: usize,
): void {
  a = load<u32>(seed);
  b = load<u32>(seed, 4);
  c = load<u32>(seed, 8);
  d = load<u32>(seed, 12);
  for (let i = 0; i < 12; i++) bits();
  let count = 1;
  let top = waiting;
  store<i32>(top, 0);
  store<i32>(top, 0, 4);
  store<i32>(top, size, 8);
  top += WAITING;
  while (top > waiting) {
    top -= WAITING;
    const place = nodes + NODE * <usize>load<i32>(top);
    const from = load<i32>(top, 4);
    const to = load<i32>(top, 8);
    const own = members + WORD * <usize>from;
    const many = to - from;
    let all: i64 = 0;
    for (let i = 0; i < many; i++) {
      const weight = load<i64>(packed + LONG * <usize>load<i32>(own + WORD * <usize>i));
      store<i64>(local + LONG * <usize>i, weight);
      all += weight;
    }
    const negative = <i32>all;
    const positive = <i32>(all >> 32);
    let column = -1;
    let below = -1;
    let above = -1;
    if (negative > 0 && positive > 0) {
      best = Infinity;
      bestColumn = -1;
      bestBelow = -1;
      bestAbove = -1;
      for (let drawn = 0; drawn < tried; drawn++) draw(order, drawn, columns);
      const isSmall = many <= MOST_GATHERED;
      const isLarge = many >= LEAST_UNMARKED;
      // Nothing is better than a cut into pure parts, so that no column behind it needs a look.
      for (let first = 0; first < tried && best > 0; first += TOGETHER) {
        const last = first + TOGETHER < tried ? first + TOGETHER : tried;
        if (isSmall) gather(bins, rows, order, first, last, own, many, gathered);
        for (let drawn = first; drawn < last && best > 0; drawn++) {
          const candidate = load<i32>(order + WORD * <usize>drawn);
          const values = bins + <usize>candidate * <usize>rows;
          if (isLarge) {
            addUnmarked(values, own, local, many, sums);
            if (drawn + 1 < tried) {
              readAhead(bins + <usize>load<i32>(order + WORD * <usize>(drawn + 1)) * <usize>rows, rows);
            }
            takeBetterOfAll(candidate, sums, <f64>negative, <f64>positive);
            continue;
          }
          if (isSmall) addGathered(gathered + <usize>(drawn - first) * <usize>many, local, many, sums, marks);
          else addAll(values, own, local, many, sums, marks);
          takeBetter(candidate, sums, marks, <f64>negative, <f64>positive);
        }
      }
      for (let drawn = tried; drawn < columns && bestColumn < 0; drawn++) {
        const candidate = draw(order, drawn, columns);
        addAll(bins + <usize>candidate * <usize>rows, own, local, many, sums, marks);
        takeBetter(candidate, sums, marks, <f64>negative, <f64>positive);
      }
      column = bestColumn;
      below = bestBelow;
      above = bestAbove;
    }
    store<i32>(place, column);
    store<i32>(place, below, 4);
    store<i32>(place, above, 8);
    store<i32>(place, 0, 12);
    store<i32>(place, negative, 16);
    store<i32>(place, positive, 20);
    if (column < 0) continue;
    store<i32>(place, count, 12);
    const values = bins + <usize>column * <usize>rows;
    let left = own;
    let right = spare;
    for (let i = 0; i < many; i++) {
      const row = load<i32>(own + WORD * <usize>i);
      if (<i32>load<u8>(values + <usize>row) <= below) {
        store<i32>(left, row);
        left += WORD;
      } else {
        store<i32>(right, row);
        right += WORD;
      }
    }
    memory.copy(left, spare, right - spare);
    const middle = <i32>((left - members) / WORD);
    store<i32>(top, count + 1);
    store<i32>(top, middle, 4);
    store<i32>(top, to, 8);
    top += WAITING;
    store<i32>(top, count);
    store<i32>(top, from, 4);
    store<i32>(top, middle, 8);
    top += WAITING;
    count += 2;
  }
  store<i32>(seed, count);
}
