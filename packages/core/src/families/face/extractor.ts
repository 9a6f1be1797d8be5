import type { z } from 'zod';
import type { CatalogueEntry } from '../../catalogue.ts';
import type { CoverableRegion } from '../../face/covering/region-cells.ts';
import type { RegisteredFace } from '../../face/registered-face.ts';

/** A handcrafted feature family: a pure function of a registered face, with all that a reader must know of it. */
export interface Extractor<Parameters = unknown> extends CatalogueEntry {
  /** One line that says what it measures. */
  readonly title: string;
  /** Where it comes from: a DOI or a document. */
  readonly source: string;
  /** The unit of its values, and their range. */
  readonly unit: string;
  /** `texture` or `geometry`: how tables and reports group it. */
  readonly kind: 'texture' | 'geometry';
  /** Parameters with their defaults: unknown keys are refused. */
  readonly parameters: z.ZodType<Parameters>;
  /**
   * The regions of the face that its numbers come from under these parameters: each must be seen. None where they come from the whole
   * face. Only families with a parameter `region` have it.
   */
  regions?(parameters: NoInfer<Parameters>): readonly CoverableRegion[];
  /** Names of the columns, in the order in which `extract` writes them. Each starts with the family's id. */
  columns(parameters: Parameters): readonly string[];
  /**
   * Where on this face the value of each column comes from: spreads a weight for each column over the pixels of the 128 x 128 grey face,
   * in proportion to what each of them gave, and adds it to `map`. A column to which no pixel gave anything is spread evenly over
   * the pixels that it looks at. What is added sums to the sum of the weights. Absent where nobody can say.
   */
  backProject?(
    face: RegisteredFace,
    parameters: NoInfer<Parameters>,
    weights: Float64Array,
    map: Float64Array,
  ): void;
  /** Writes `columns(parameters).length` numbers into `out`. Must not change the face. */
  extract(face: RegisteredFace, parameters: Parameters, out: Float32Array): void;
}

/** Declares an extractor: fixes its type, nothing else. */
export function defineExtractor<Parameters>(extractor: Extractor<Parameters>): Extractor<Parameters> {
  return extractor;
}
