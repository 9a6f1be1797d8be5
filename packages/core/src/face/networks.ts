import type { RgbImage } from '../image/image.ts';
import type { DetectorOutput, FarDetectorOutput } from './blazeface.ts';
import type { RegisteredFace } from './registered-face.ts';

/** Side of the picture that the face mesh takes, in pixels. */
export const MESH_SIZE = 192;

/** What the face mesh gives for one picture. */
export interface MeshOutput {
  /** How sure it is that the picture shows a face, in [0, 1]. */
  readonly confidence: number;
  /** 468 x 3 numbers: x and y in pixels from the picture's corner, depth in the same unit (smaller is nearer). */
  readonly points: ArrayLike<number>;
}

/** The networks that find and place a face. This package runs none: whoever calls brings them. */
export interface FaceNetworks {
  /** BlazeFace 256 on a 256 x 256 picture. */
  detect(image: RgbImage): Promise<DetectorOutput>;
  /**
   * MediaPipe's full-range detector on a 192 x 192 picture: asked where the first finds no face. Left out, only the first looks.
   */
  detectFar?(image: RgbImage): Promise<FarDetectorOutput>;
  /** The face mesh on a 192 x 192 picture of one upright face. */
  mesh(image: RgbImage): Promise<MeshOutput>;
  /**
   * Numbers by which people differ, on a registered face: the cosine between two of them counts. Asked for where two people are near
   * each other or a lost face is found again; where it is absent, places decide alone.
   */
  identify?(face: RegisteredFace): Promise<Float32Array>;
}
