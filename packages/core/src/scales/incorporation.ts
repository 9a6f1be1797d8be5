import type { Modality, Scale, ScaleItem } from './scale.ts';

/** What a feature family measures, as far as an item of a scale can be the same thing. */
export const featureFamilyKinds = [
  'deep',
  'texture',
  'geometry',
  'strain',
  'cry',
  'pulse',
  'breathing',
  'movement',
] as const;
/** What sort of signal a family of features reads. */
export type FeatureFamilyKind = (typeof featureFamilyKinds)[number];

interface Measures {
  /** What the family measures itself, in words. */
  readonly what: string;
  /** Items of these modalities are the family's own quantity. */
  readonly direct: readonly Modality[];
  /** Items of these modalities can partly be read from the same recording: open eyes, a wide open mouth. */
  readonly partly: readonly Modality[];
}

const FACE: Measures = { what: 'the face', direct: ['face'], partly: ['cry', 'state', 'sleep'] };

const MEASURES: Readonly<Record<FeatureFamilyKind, Measures>> = {
  deep: FACE,
  texture: FACE,
  geometry: FACE,
  strain: FACE,
  cry: { what: 'the cry', direct: ['cry'], partly: ['breathing', 'state', 'consolability'] },
  pulse: { what: 'the pulse', direct: ['heart-rate'], partly: [] },
  breathing: { what: 'breathing', direct: ['breathing'], partly: ['cry'] },
  movement: { what: 'movement of the body', direct: ['movement'], partly: ['tone', 'state'] },
};

/** The overlap between a feature family and the scale that gave the labels. */
export interface Incorporation {
  readonly scale: string;
  readonly kind: FeatureFamilyKind;
  /** Items that the family measures itself. */
  readonly items: readonly ScaleItem[];
  /** Further items that can partly be read from the same recording. */
  readonly partly: readonly ScaleItem[];
  /** The most points that `items` can give, as a share of the range of the scale, in (0, 1]. */
  readonly share: number;
  /** What a reader of the table must be told, and what can be done about it. */
  readonly warning: string;
  readonly hint: string;
}

/**
 * Whether a feature family measures what an item of the label's scale has already scored: incorporation bias, where
 * the test is part of its own reference standard. The reference then agrees with the test for a reason that has
 * nothing to do with pain, and accuracy is too high for pain itself.
 *
 * Speaks of labels that come from the scale. Labels from a stimulus, or from a scale whose raters scored other
 * recordings, do not incorporate the family.
 *
 * @returns null where no item is the family's own quantity
 * @source QUADAS, question 7: Whiting et al. 2003, doi:10.1186/1471-2288-3-25
 */
export function incorporates(scale: Scale, kind: FeatureFamilyKind): Incorporation | null {
  const { direct, partly } = MEASURES[kind];
  const items = scale.items.filter((item) => overlap(item, direct));
  if (items.length === 0) return null;
  const others = scale.items.filter((item) => !items.includes(item) && overlap(item, partly));
  const points = pointsOf(items);
  const share = points / (scale.range[1] - scale.range[0]);
  return { scale: scale.id, kind, items, partly: others, share, ...inWords(scale, [kind], items, others) };
}

/**
 * The cautions for several families at once: those that measure the same, as texture and geometry measure the face, share one.
 *
 * @returns a text for each thing that is measured and scored
 */
export function incorporationWarnings(scale: Scale, kinds: readonly FeatureFamilyKind[]): readonly string[] {
  return [...Map.groupBy(new Set(kinds), (kind) => MEASURES[kind]).values()].flatMap((own) => {
    const found = incorporates(scale, own[0]);
    if (!found) return [];
    const { warning, hint } = inWords(scale, own, found.items, found.partly);
    return [`${warning} ${hint}`];
  });
}

function inWords(
  scale: Scale,
  kinds: readonly FeatureFamilyKind[],
  items: readonly ScaleItem[],
  others: readonly ScaleItem[],
): Pick<Incorporation, 'warning' | 'hint'> {
  const { what } = MEASURES[kinds[0]];
  const features = kinds.length < 2 ? kinds[0] : `${kinds.slice(0, -1).join(', ')} and ${kinds.at(-1)}`;
  const whole = items.length === scale.items.length;
  const named = listed(items);
  const warning = whole
    ? `Incorporation bias: every item of ${scale.title} is scored from ${what}, and ${features} features measure the same. ` +
      "The table shows how well the raters' scores are reproduced. It is not independent evidence that pain is recognised."
    : `Incorporation bias: ${features} features measure ${what}. The labels come from ${scale.title}, and this scale also scores ${named} ` +
      `(up to ${pointsOf(items)} of its ${scale.range[1]} points). Part of the agreement is therefore built in, and the accuracy ` +
      'is higher than the true accuracy for pain.' +
      (others.length > 0
        ? ` ${listed(others)} can partly be read from the same recording, so the overlap may be larger.`
        : '');
  const hint =
    'Do not compare it directly with families that measure something which the scale does not score. ' +
    'Show the same cells with labels from the stimulus' +
    (whole
      ? `, or from a scale that does not score ${what}.`
      : `, or with the score taken without ${named}.`);
  return { warning, hint };
}

/** The most points that some items can give. */
function pointsOf(items: readonly ScaleItem[]): number {
  return items.reduce((sum, { range }) => sum + range[1] - range[0], 0);
}

function overlap(item: ScaleItem, wanted: readonly Modality[]): boolean {
  return item.modalities.some((modality) => wanted.includes(modality));
}

function listed(items: readonly ScaleItem[]): string {
  const titles = items.map(({ title }) => `"${title}"`);
  return titles.length < 2
    ? titles.join('')
    : `${titles.slice(0, -1).join(', ')} and ${titles[titles.length - 1]}`;
}
