import type { FlowField, FlowWorkspace } from '@wince/kernels';
import { type MeshMovement, openMeshMovement } from './mesh-movement.ts';

/** A registered face with the places of its landmarks. */
export interface ShapedFace {
  /** `width * height` values, 0 to 255. */
  readonly grey: Uint8Array;
  /** x, y pairs in pixels of `grey`; none where they are not known. */
  readonly landmarks: ArrayLike<number>;
}

/** Displacement of a face since rest. */
export interface FlowSinceRest {
  setRest(face: ShapedFace): void;
  /** Writes into `out` where each pixel of rest is found in `face`. */
  flow(face: ShapedFace, out: FlowField): void;
}

/**
 * Measures displacement since rest in two steps: the movement of the mesh of landmarks brings a face into the shape that it had at
 * rest, and optical flow finds what the mesh does not know. A mouth that has opened wide has moved further than flow alone can follow.
 *
 * @param mesh pixels: the deviation by which the movement of landmarks is smoothed; 0: flow alone
 */
export function openFlowSinceRest(workspace: FlowWorkspace, mesh: number): FlowSinceRest {
  const { width, height } = workspace;
  const [rest, now] = [workspace.newPicture(), workspace.newPicture()];
  const movement = workspace.newField();
  const levels = new Float32Array(width * height);
  const inShape = new Float32Array(width * height);
  const along = new Float64Array(width * height);
  const down = new Float64Array(width * height);
  let moveMesh: MeshMovement | undefined;
  return {
    setRest({ grey, landmarks }) {
      workspace.expand(grey, rest);
      moveMesh = mesh > 0 ? openMeshMovement(landmarks, { width, height, deviation: mesh }) : undefined;
    },
    flow({ grey, landmarks }, out) {
      if (!moveMesh) {
        workspace.expand(grey, now);
        workspace.flow(rest, now, out);
        return;
      }
      moveMesh(landmarks, movement);
      levels.set(grey);
      sampleDisplaced(levels, movement, inShape);
      workspace.expand(inShape, now);
      workspace.flow(rest, now, out);
      // A pixel goes where flow finds it in the face in shape, and from there the way of the mesh.
      sampleDisplaced(movement.u, out, along);
      sampleDisplaced(movement.v, out, down);
      for (let pixel = 0; pixel < along.length; pixel++) {
        out.u[pixel] += along[pixel];
        out.v[pixel] += down[pixel];
      }
    },
  };
}

/** Writes for each pixel the value of a plane at the place that it is displaced to: bilinear; outside of the plane, its nearest pixel. */
function sampleDisplaced(
  plane: Float32Array,
  { width, height, u, v }: FlowField,
  out: Float32Array | Float64Array,
): void {
  for (let row = 0, pixel = 0; row < height; row++) {
    for (let column = 0; column < width; column++, pixel++) {
      const x = Math.min(Math.max(column + u[pixel], 0), width - 1);
      const y = Math.min(Math.max(row + v[pixel], 0), height - 1);
      const left = Math.floor(x);
      const top = Math.floor(y);
      const right = Math.min(left + 1, width - 1);
      const upper = top * width;
      const lower = Math.min(top + 1, height - 1) * width;
      const above = plane[upper + left] + (x - left) * (plane[upper + right] - plane[upper + left]);
      const below = plane[lower + left] + (x - left) * (plane[lower + right] - plane[lower + left]);
      out[pixel] = above + (y - top) * (below - above);
    }
  }
}
