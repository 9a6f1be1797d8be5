import {
  applyCell,
  columnContributions,
  type ExplainedColumns,
  type ExplainedRow,
  type ExplanationMethod,
  type FaceMap,
  type FittedCell,
  MAP_METHODS,
  type MapMethod,
  matrix,
  type Numbers,
  type PlannedFamily,
  type RegisteredFace,
  WinceError,
} from '@wince/core';
import { faceMoment } from './describe-faces.ts';
import { type ExplainedModel, type ExplanationEffort, explainFace } from './explain-face.ts';
import { receptiveFieldNotes } from './receptive-fields.ts';

/** A row that is to be explained. */
export interface RowToExplain extends Pick<ExplainedRow, 'name' | 'subject' | 'truth'> {
  /** Why it has no score; null where it has one. */
  readonly reason: string | null;
  /** Of the joined table; null where it has no score. */
  readonly values: Numbers | null;
  /** Null where no method asks for it. */
  readonly face: RegisteredFace | null;
}

/** An explained row with what is drawn of it. */
export interface DrawnRow {
  readonly row: ExplainedRow;
  readonly face: RegisteredFace | null;
  readonly maps: ReadonlyMap<MapMethod, FaceMap>;
}

/** Words of a model for its decisions. */
export interface LabelWords {
  readonly positive: string;
  readonly negative: string;
}

/** Columns that a document lists. */
const MOST_COLUMNS = 20;

/** Explains one row by the given methods. */
export async function explainRow(
  { name, subject, truth, reason, values, face }: RowToExplain,
  model: ExplainedModel & { readonly families: readonly PlannedFamily[] },
  { positive, negative }: LabelWords,
  methods: readonly ExplanationMethod[],
  effort: ExplanationEffort,
): Promise<DrawnRow> {
  const base = { name, subject, truth };
  if (!values) {
    const none = { score: null, raw: null, decision: null, maps: [], contributions: null };
    return { row: { ...base, reason: reason ?? '', ...none }, face: null, maps: new Map() };
  }
  const x = matrix(1, values.length, values);
  const { score, raw, decision } = applyCell(model.fitted, x);
  const drawn = face ? await explainFace(face, values, model, mapMethods(methods), effort) : [];
  return {
    row: {
      ...{ ...base, reason: reason || null, score: score[0], raw: raw[0] },
      decision: decision[0] === 1 ? positive : negative,
      maps: drawn.map(({ explained }) => explained),
      contributions: methods.includes('contributions')
        ? explainColumns(model.fitted, values, model.families)
        : null,
    },
    face,
    maps: new Map(drawn.map(({ explained, map }) => [explained.method, map])),
  };
}

/** Those of the methods that show places in a face. */
export function mapMethods(methods: readonly ExplanationMethod[]): readonly MapMethod[] {
  return MAP_METHODS.filter((method) => methods.includes(method));
}

function explainColumns(
  fitted: FittedCell,
  values: Numbers,
  families: readonly PlannedFamily[],
): ExplainedColumns {
  const { kind, exact, bias, columns, contributions } = columnContributions(
    fitted,
    matrix(1, values.length, values),
  );
  const names = families.flatMap((family) => family.columns);
  const order = Array.from(columns.keys()).sort(
    (a, b) => Math.abs(contributions[b]) - Math.abs(contributions[a]) || a - b,
  );
  const rest = order.slice(MOST_COLUMNS);
  let start = 0;
  const ofFamilies = families.map(({ record, columns: own }) => {
    const end = start + own.length;
    const sum = columns.reduce(
      (total, column, i) => total + (column >= start && column < end ? contributions[i] : 0),
      0,
    );
    start = end;
    return { family: record.name, contribution: sum };
  });
  return {
    ...{ kind, exact, bias, families: ofFamilies },
    columns: order.slice(0, MOST_COLUMNS).map((i) => {
      const value = values[columns[i]];
      return {
        column: names[columns[i]],
        value: Number.isNaN(value) ? null : value,
        contribution: contributions[i],
      };
    }),
    rest: { columns: rest.length, contribution: rest.reduce((sum, i) => sum + contributions[i], 0) },
  };
}

/**
 * The methods that a model can be explained by: those that were asked for, or, where nothing is said, all but RISE, and contributions alone where
 * no face is looked at.
 *
 * @param notFaces why rows have no face to show, where they have none; `fused`: whether scores of modalities are put together, which no sum over
 *   columns is
 * @throws WinceError `not-explained-by-face`
 */
export function methodsFor(
  families: readonly PlannedFamily[],
  asked: readonly ExplanationMethod[] | undefined,
  {
    notFaces,
    cell,
    fused,
  }: { readonly notFaces: string | null; readonly cell: string; readonly fused: boolean },
): readonly ExplanationMethod[] {
  const why = notFaces ?? facelessReason(families);
  if (asked === undefined && why === null)
    return fused ? ['occlusion'] : ['occlusion', 'back-projection', 'contributions'];
  if (asked === undefined) return ['contributions'];
  const [map] = mapMethods(asked);
  if (map === undefined || why === null) return asked;
  throw new WinceError(
    'not-explained-by-face',
    `The cell ${cell} cannot be explained by ${map}, because ${why}.`,
    { hint: 'Use --method contributions, which shows what each column gave to the decision value.' },
  );
}

function facelessReason(families: readonly PlannedFamily[]): string | null {
  if (families.some((family) => faceMoment(family) && family.record.kind !== 'geometry')) return null;
  const names = families.map(({ record }) => record.name).join(', ');
  return families.some(faceMoment)
    ? `${names} is measured between landmarks, which stay where they are when pixels change`
    : `${names} does not look at the face of a picture`;
}

/** Notes that belong to the methods, in sentences. */
export async function explanationNotes(
  methods: readonly ExplanationMethod[],
  families: readonly PlannedFamily[],
  effort: ExplanationEffort,
): Promise<readonly string[]> {
  const still = families.filter((family) => !faceMoment(family) || family.record.kind === 'geometry');
  const unplaced = families.filter((family) => faceMoment(family) && !faceMoment(family)?.backProject);
  const names = (of: readonly PlannedFamily[]) => of.map(({ record }) => record.name).join(', ');
  return [
    'An explanation shows what changes the decision value of this model. It does not show that the infant is in pain, and it does not show why.',
    ...(mapMethods(methods).length > 0
      ? [
          'Shares are of the evidence for the decision that was taken. What a region takes from the decision value depends on its size, too.',
        ]
      : []),
    ...(mapMethods(methods).length > 0 && still.length > 0
      ? [`Columns of ${names(still)} stay as they are when pixels of the face change.`]
      : []),
    ...(methods.includes('back-projection') && unplaced.length > 0
      ? [`Columns of ${names(unplaced)} have no place in the face, because each of them looks at all of it.`]
      : []),
    ...(methods.includes('back-projection') ? await receptiveFieldNotes(families) : []),
    ...(methods.includes('rise')
      ? [`RISE scored each face behind ${effort.masks} masks. It was not compared with an untrained network.`]
      : []),
  ];
}
