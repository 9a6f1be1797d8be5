import type { FlowField } from '@wince/kernels';

/** The strain of each pixel, as a share (1 is a length doubled); `width * height` values each. x is to the right, y down. */
export interface StrainTensor {
  /** du/dx: along x. */
  readonly xx: Float32Array;
  /** dv/dy: along y. */
  readonly yy: Float32Array;
  /** (du/dy + dv/dx) / 2: shear. */
  readonly xy: Float32Array;
}

/**
 * The infinitesimal strain tensor of a displacement field: central differences, one-sided in the outermost pixels; 0 along
 * a side of one pixel.
 *
 * A translation and an infinitesimal rotation have no strain. A finite rotation by t has: sqrt(2) (1 - cos t) in
 * magnitude, for the measure is linear; registration removes a rotation, not the measure.
 *
 * @source Shreve et al. 2014, Automatic expression spotting in videos, Image and Vision
 * Computing
 */
export function strainTensor({ width, height, u, v }: FlowField, out: StrainTensor): void {
  eachGradient(width, height, u, v, (i, ux, uy, vx, vy) => {
    out.xx[i] = ux;
    out.yy[i] = vy;
    out.xy[i] = (uy + vx) / 2;
  });
}

/**
 * The magnitude of strain: sqrt(u_x^2 + v_y^2 + (u_y + v_x)^2 / 2), the Frobenius norm of the tensor, 0 or more.
 *
 * @param out `width * height` values
 */
export function strainMagnitude({ width, height, u, v }: FlowField, out: Float32Array): void {
  const lastX = width - 1;
  const lastY = height - 1;
  for (let y = 0; y < height; y++) {
    const row = y * width;
    const above = y > 0 ? -width : 0;
    const below = y < lastY ? width : 0;
    const overY = below === above ? 0 : width / (below - above);
    for (let x = 0, i = row; x < width; x++, i++) {
      const left = x > 0 ? -1 : 0;
      const right = x < lastX ? 1 : 0;
      const overX = right === left ? 0 : 1 / (right - left);
      const ux = (u[i + right] - u[i + left]) * overX;
      const vy = (v[i + below] - v[i + above]) * overY;
      const shear = (u[i + below] - u[i + above]) * overY + (v[i + right] - v[i + left]) * overX;
      out[i] = Math.sqrt(ux * ux + vy * vy + 0.5 * shear * shear);
    }
  }
}

function eachGradient(
  width: number,
  height: number,
  u: Float32Array,
  v: Float32Array,
  take: (i: number, ux: number, uy: number, vx: number, vy: number) => void,
): void {
  for (let y = 0; y < height; y++) {
    const above = y > 0 ? width : 0;
    const below = y < height - 1 ? width : 0;
    const overY = height > 1 ? width / (below + above) : 0;
    for (let x = 0, i = y * width; x < width; x++, i++) {
      const left = x > 0 ? 1 : 0;
      const right = x < width - 1 ? 1 : 0;
      const overX = width > 1 ? 1 / (left + right) : 0;
      take(
        i,
        (u[i + right] - u[i - left]) * overX,
        (u[i + below] - u[i - above]) * overY,
        (v[i + right] - v[i - left]) * overX,
        (v[i + below] - v[i - above]) * overY,
      );
    }
  }
}
