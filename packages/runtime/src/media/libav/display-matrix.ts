import type { Turn } from '@wince/media';

/**
 * The nearest turn by whole quarters that a display matrix stands for (ISO 14496-12, 6.2.2): nine 32-bit numbers in the byte
 * order of the machine, of which a, b, c and d turn a point (x, y) into (a x + c y, b x + d y), with y downwards.
 */
export function turnOf(matrix: Uint8Array | null): Turn {
  if (!matrix || matrix.length < 36) return { mirrored: false, rotation: 0 };
  const view = new DataView(matrix.buffer, matrix.byteOffset, matrix.byteLength);
  const [a, b, , c, d] = [0, 4, 8, 12, 16].map((at) => view.getInt32(at, LITTLE_ENDIAN));
  const mirrored = a * d - b * c < 0;
  // With the mirror in front, x runs the other way.
  const angle = Math.atan2(mirrored ? -b : b, mirrored ? -a : a) * (180 / Math.PI);
  const quarters = (Math.round(angle / 90) + 4) % 4;
  return { mirrored, rotation: QUARTERS[quarters] };
}

const QUARTERS = [0, 90, 180, 270] as const;

const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
