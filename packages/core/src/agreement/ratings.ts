import { WinceError } from '../errors.ts';
import { howMany } from '../how-many.ts';

/** What the numbers of ratings mean: names alone, an order, differences, or ratios. */
export const ratingLevels = ['nominal', 'ordinal', 'interval', 'ratio'] as const;
/** The level of measurement of ratings; see {@link ratingLevels}. */
export type RatingLevel = (typeof ratingLevels)[number];

/** One rating: what a rater said of an item. */
export interface Rating {
  readonly item: string;
  readonly rater: string;
  /** Whose item it is; intervals draw subjects. */
  readonly subject: string;
  /** As it is written. An empty rating is none. */
  readonly value: string;
  /** Where it is written, for messages: `line 3`. */
  readonly place: string;
}

/** Ratings as a table of numbers. */
export interface Ratings {
  readonly level: RatingLevel;
  readonly items: readonly string[];
  readonly raters: readonly string[];
  /** `items x raters`, row-major; NaN where a rater has not rated an item. Categories are numbered from 0 in their order. */
  readonly values: Float64Array;
  /** The words of nominal and ordinal ratings, in their order; null for numbers. */
  readonly categories: readonly string[] | null;
  /** Of each item the place of its subject in `subjects`. */
  readonly subject: Int32Array;
  readonly subjects: readonly string[];
}

/**
 * Lays ratings out as a table.
 *
 * @param options `order`: the categories in their order; those that ratings have, in the order of numbers or of words, where nothing is said
 * @throws WinceError `repeated-rating` for two ratings of one item by one rater, `bad-rating` for one that the level does not allow,
 * `several-subjects` for an item of two subjects, `too-few-ratings` for fewer than two raters or no item that two have rated
 */
export function layRatings(
  ratings: readonly Rating[],
  { level, order }: { readonly level: RatingLevel; readonly order?: readonly string[] },
): Ratings {
  const given = ratings.filter(({ value }) => value !== '');
  const items = namesOf(given.map(({ item }) => item));
  const raters = namesOf(given.map(({ rater }) => rater));
  const isNumber = level === 'interval' || level === 'ratio';
  const categories = isNumber ? null : categoriesOf(given, order);
  const values = new Float64Array(items.size * raters.size).fill(Number.NaN);
  const subjectOf = new Map<string, Rating>();
  for (const rating of given) {
    const first = subjectOf.get(rating.item) ?? rating;
    if (first.subject !== rating.subject) {
      throw new WinceError(
        'several-subjects',
        `The item "${rating.item}" belongs to "${first.subject}" (${first.place}) and to "${rating.subject}" (${rating.place}).`,
        { hint: 'An item is of one subject: give items of different subjects different names.' },
      );
    }
    subjectOf.set(rating.item, first);
    const at = (items.get(rating.item) ?? 0) * raters.size + (raters.get(rating.rater) ?? 0);
    if (!Number.isNaN(values[at])) {
      throw new WinceError(
        'repeated-rating',
        `${rating.place}: "${rating.rater}" has rated the item "${rating.item}" twice.`,
        { hint: 'Give repeated ratings items of their own, or name the column that separates the items.' },
      );
    }
    values[at] = categories ? placeIn(categories, rating) : numberOf(rating, level);
  }
  const names = [...new Set([...subjectOf.values()].map(({ subject }) => subject))];
  const places = new Map(names.map((name, i) => [name, i]));
  const table: Ratings = {
    level,
    items: [...items.keys()],
    raters: [...raters.keys()],
    values,
    categories,
    subject: Int32Array.from(items.keys(), (item) => places.get(subjectOf.get(item)?.subject ?? '') ?? 0),
    subjects: names,
  };
  refuseTooFew(table);
  return table;
}

/** Some items of a table, each as often as it is named. */
export function takeItems(ratings: Ratings, items: readonly number[]): Float64Array {
  const width = ratings.raters.length;
  const values = new Float64Array(items.length * width);
  items.forEach((item, i) => {
    values.set(ratings.values.subarray(item * width, (item + 1) * width), i * width);
  });
  return values;
}

function namesOf(names: readonly string[]): ReadonlyMap<string, number> {
  return new Map([...new Set(names)].map((name, i) => [name, i]));
}

function categoriesOf(ratings: readonly Rating[], order?: readonly string[]): readonly string[] {
  if (order) return order;
  const words = [...new Set(ratings.map(({ value }) => value))];
  return words.every((word) => Number.isFinite(Number(word)))
    ? words.sort((a, b) => Number(a) - Number(b))
    : words.sort((a, b) => (a < b ? -1 : 1));
}

function placeIn(categories: readonly string[], { value, place, rater }: Rating): number {
  const found = categories.indexOf(value);
  if (found >= 0) return found;
  throw new WinceError(
    'bad-rating',
    `${place}: the rating "${value}" of "${rater}" is none of the categories ${categories.join(', ')}.`,
    { hint: 'Correct the rating, or name every category in the order.' },
  );
}

function numberOf({ value, place, rater }: Rating, level: RatingLevel): number {
  const number = Number(value);
  if (Number.isFinite(number) && (level !== 'ratio' || number >= 0)) return number;
  const what = level === 'ratio' ? 'a number of at least 0' : 'a number';
  throw new WinceError('bad-rating', `${place}: the rating "${value}" of "${rater}" is not ${what}.`, {
    hint: `Correct the rating, or leave it empty. Ratings of the level ${level} are numbers; words are nominal or ordinal.`,
  });
}

function refuseTooFew({ raters, items, values }: Ratings): void {
  const width = raters.length;
  const twice = items.filter((_, item) => {
    let count = 0;
    for (let r = 0; r < width; r++) if (!Number.isNaN(values[item * width + r])) count++;
    return count > 1;
  });
  if (width >= 2 && twice.length >= 2) return;
  throw new WinceError(
    'too-few-ratings',
    `${howMany(width, 'rater')} rated ${howMany(items.length, 'item')}, of which ${twice.length} ${twice.length === 1 ? 'was' : 'were'} rated by two or more.`,
    { hint: 'Agreement needs at least two raters, and two items that both have rated.' },
  );
}
