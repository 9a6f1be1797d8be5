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
  const inShape = new Float32Array(width * height);
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
      eachDisplaced(movement, (pixel, x, y) => {
        inShape[pixel] = valueAt(grey, width, height, x, y);
      });
      workspace.expand(inShape, now);
      workspace.flow(rest, now, out);
      // A pixel goes where flow finds it in the face in shape, and from there the way of the mesh.
      eachDisplaced(out, (pixel, x, y) => {
        out.u[pixel] += valueAt(movement.u, width, height, x, y);
        out.v[pixel] += valueAt(movement.v, width, height, x, y);
      });
    },
  };
}

/** Calls with each pixel and the place that it is displaced to. */
function eachDisplaced(
  { width, height, u, v }: FlowField,
  call: (pixel: number, x: number, y: number) => void,
): void {
  for (let y = 0, pixel = 0; y < height; y++) {
    for (let x = 0; x < width; x++, pixel++) call(pixel, x + u[pixel], y + v[pixel]);
  }
}

/** Bilinear; outside of the plane, its nearest pixel. */
function valueAt(
  plane: Uint8Array | Float32Array,
  width: number,
  height: number,
  atX: number,
  atY: number,
): number {
  const x = Math.min(Math.max(atX, 0), width - 1);
  const y = Math.min(Math.max(atY, 0), height - 1);
  const left = Math.floor(x);
  const top = Math.floor(y);
  const right = Math.min(left + 1, width - 1);
  const [upper, lower] = [top * width, Math.min(top + 1, height - 1) * width];
  const [acrossX, acrossY] = [x - left, y - top];
  const above = plane[upper + left] + acrossX * (plane[upper + right] - plane[upper + left]);
  const below = plane[lower + left] + acrossX * (plane[lower + right] - plane[lower + left]);
  return above + acrossY * (below - above);
}
