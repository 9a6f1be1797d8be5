import type { ColumnContributions } from './column-contributions.ts';
import type { ExplainedRegionName } from './explained-areas.ts';
import type { RandomisationVerdict } from './map-agreement.ts';

/** Rises when a field of the document changes its meaning or goes. */
export const EXPLANATION_SCHEMA = 1;

/** The ways to explain a score that show where in a face the evidence lies. */
export const MAP_METHODS = ['occlusion', 'rise', 'back-projection'] as const;
/** A way to explain a score by places in the face. */
export type MapMethod = (typeof MAP_METHODS)[number];

/** The ways to explain a score. */
export const EXPLANATION_METHODS = [...MAP_METHODS, 'contributions'] as const;
/** A way to explain a score. */
export type ExplanationMethod = (typeof EXPLANATION_METHODS)[number];

/** What `wince explain` found, as it is written: keys in snake_case, and no picture. */
export interface ExplanationDocument {
  readonly schema: typeof EXPLANATION_SCHEMA;
  readonly kind: 'wince explanation';
  readonly version: string;
  readonly cell: string;
  readonly positive: string;
  readonly synthetic: boolean;
  readonly score_means: string;
  /** Whether each row is explained by the model that never saw its subject; else by one model, whatever it was trained on. */
  readonly out_of_fold: boolean;
  readonly methods: readonly ExplanationMethod[];
  /** How changed faces were made, and how often; what stands behind the figures. */
  readonly parameters: {
    readonly seed: number;
    readonly masks: number;
    readonly shuffles: number;
    readonly noisy_copies: number;
    /** Grey levels. */
    readonly noise: number;
    readonly random_orders: number;
  };
  readonly rows: readonly ExplainedRow[];
  /** Over the rows of each decision, each subject counted once. */
  readonly summary: readonly MethodSummary[];
  /** What a reader must know beside the figures, in sentences. */
  readonly notes: readonly string[];
}

/** A row, or a file, with what explains its score. */
export interface ExplainedRow {
  /** The name of the sample, or the file. */
  readonly name: string;
  /** Null where nobody says. */
  readonly subject: string | null;
  /** The label, in the words of the data set; null where nobody says. */
  readonly truth: string | null;
  /** Why the row has no score; null where it has one. */
  readonly reason: string | null;
  readonly score: number | null;
  /** The decision value of the classifier: what all contributions are about. */
  readonly raw: number | null;
  readonly decision: string | null;
  readonly maps: readonly ExplainedMap[];
  readonly contributions: ExplainedColumns | null;
}

/** What a method says of one row by places in its face. */
export interface ExplainedMap {
  readonly method: MapMethod;
  readonly regions: readonly ExplainedRegion[];
  /** The share of the evidence for the decision that lies in none of the regions: hair, cloth, the background. */
  readonly elsewhere: number;
  /** Of back-projection: the share of the absolute contributions of columns that has a place in the face; null of other methods. */
  readonly placed: number | null;
  /** The region with the largest share; null where all are 0. */
  readonly largest: ExplainedRegionName | null;
  readonly checks: MapChecks | null;
}

/** A region of a face in an explanation. */
export interface ExplainedRegion {
  readonly region: ExplainedRegionName;
  /** Actions of the NFCS that show there. */
  readonly actions: readonly string[];
  /** Above 0 where it speaks for the positive label, in units of the decision value (RISE: summed slopes). */
  readonly contribution: number;
  /** Of the evidence for the decision in the whole face, in [0, 1]. */
  readonly share: number;
  /** The mean share under shuffled weights: what a region of its size and place has by chance. Null where nothing was checked. */
  readonly by_chance: number | null;
  /** The decision value without the region; null where nothing was taken out. */
  readonly without: number | null;
}

/** Whether an explanation can be relied on. */
export interface MapChecks {
  /** Mean decision value, for the side decided, as the places with the strongest evidence are taken out one by one: the smaller, the better. */
  readonly deletion: number;
  /** The same when they are put back into a blurred face: the greater, the better. */
  readonly insertion: number;
  /** Both in random orders, on the mean. */
  readonly random_deletion: number;
  readonly random_insertion: number;
  /** Whether the order is better than random ones on both curves together. */
  readonly better_than_random: boolean;
  /** Mean rank correlation with the explanations of the same face with noise; null where it is not defined. */
  readonly under_noise: number | null;
  /** Mean rank correlation with the explanations by models of other folds; null where there are none. */
  readonly over_folds: number | null;
  /** Mean rank correlation with the explanations by models with shuffled weights. */
  readonly shuffled_classifier: number | null;
  /** The same with an untrained network in the place of each network; null where the model has none, or no untrained twin is known. */
  readonly untrained_network: number | null;
}

/** What columns gave to a score. */
export interface ExplainedColumns {
  readonly kind: ColumnContributions['kind'];
  /** Whether bias and contributions sum to the decision value. */
  readonly exact: boolean;
  readonly bias: number | null;
  /** Sums over the columns of each family. */
  readonly families: readonly { readonly family: string; readonly contribution: number }[];
  /** The columns with the largest absolute contributions. */
  readonly columns: readonly {
    readonly column: string;
    /** Of the row, in the column's own unit; null where the row lacks it. */
    readonly value: number | null;
    readonly contribution: number;
  }[];
  /** The sum over all other kept columns, and how many they are. */
  readonly rest: { readonly columns: number; readonly contribution: number };
}

/** A method over the rows that were decided alike. */
export interface MethodSummary {
  readonly method: MapMethod;
  /** The decision that is explained. */
  readonly decision: string;
  readonly rows: number;
  readonly subjects: number;
  /** Mean share of each region over subjects, that by chance (over rows), and in how many subjects it has the largest one. */
  readonly regions: readonly {
    readonly region: ExplainedRegionName;
    readonly share: number;
    readonly by_chance: number | null;
    readonly largest_in: number;
  }[];
  /** The mean share that lies in none of them. */
  readonly elsewhere: number;
  /** Means over rows, where they were checked; null where nothing was. */
  readonly checks: {
    readonly better_than_random: number;
    readonly under_noise: number | null;
    readonly over_folds: number | null;
    readonly shuffled_classifier: number | null;
    readonly untrained_network: number | null;
    readonly verdict: RandomisationVerdict;
  } | null;
}
