import type { ExplanationDocument, MapMethod } from '@wince/core';

/** What the page of an explanation is made of. */
export interface ExplanationInput {
  readonly document: ExplanationDocument;
  /** What is drawn of each row, in the order of the document. */
  readonly pictures: readonly ExplainedPicture[];
}

/** What is drawn of a row. */
export interface ExplainedPicture {
  /**
   * The registered face as a JPEG, 224 x 224; null leaves it out. The bytes stand in the page as they are, with all metadata that they carry:
   * encode them from pixels.
   */
  readonly jpeg: Uint8Array | null;
  /** 468 x, y pairs in pixels of the 224 x 224 picture; null where no face is drawn. */
  readonly landmarks: Float64Array | null;
  /** The colours of each map (`mapColours`) as a PNG. */
  readonly overlays: ReadonlyMap<MapMethod, Uint8Array>;
}
