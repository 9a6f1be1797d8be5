import type { FaceParameters } from '@wince/core';
import type { FamilyRequest } from './families.ts';

/** What a worker needs for all pictures: sent once, when it starts. */
export interface ExtractionSetup {
  readonly cacheFolder: string;
  /** Parameters of the face analyser, checked. */
  readonly face: FaceParameters;
  readonly families: readonly {
    readonly request: FamilyRequest;
    readonly columns: number;
    /** With the face analyser's, what the values depend on beside the picture. */
    readonly identity: string;
    /** `pictures x columns`, filled row by row. */
    readonly values: Float32Array<SharedArrayBuffer>;
  }[];
}

/** One picture, and the row of the tables that its values go to. */
export interface ExtractionTask {
  readonly path: string;
  readonly row: number;
}

/** What was found in a picture. */
export interface FoundFace {
  readonly status: 'used' | 'no-face' | 'poor-quality' | 'unreadable' | 'no-features';
  /** Why there is no usable face; empty where there is one. */
  readonly reason: string;
  /** SHA-256 of the file; null where it cannot be read at all. */
  readonly sha256: string | null;
  /** How sure the face mesh is that it sees a face, in [0, 1]; null where there is none. */
  readonly confidence: number | null;
}
