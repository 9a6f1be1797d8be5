import type { LineFilters } from './line-filters.ts';

/** Line filters that run wherever TypeScript does. */
export const plainLineFilters: LineFilters = {
  form: 'plain',
  arrays: (lengths) => lengths.map((length) => new Float64Array(length)),
  even: filterEven,
  evenOdd: filterEvenOdd,
};

function filterEven(
  line: Float64Array,
  start: number,
  count: number,
  reach: number,
  cosine: Float64Array,
  out: Float64Array,
  outStart: number,
  outStep: number,
): void {
  const centre = cosine[0];
  for (let i = 0; i < count; i += 4) {
    const at = start + reach + i;
    let e0 = centre * line[at];
    let e1 = centre * line[at + 1];
    let e2 = centre * line[at + 2];
    let e3 = centre * line[at + 3];
    for (let k = 1; k <= reach; k++) {
      const c = cosine[k];
      const before = at - k;
      const behind = at + k;
      e0 += c * (line[behind] + line[before]);
      e1 += c * (line[behind + 1] + line[before + 1]);
      e2 += c * (line[behind + 2] + line[before + 2]);
      e3 += c * (line[behind + 3] + line[before + 3]);
    }
    const to = outStart + i * outStep;
    out[to] = e0;
    out[to + outStep] = e1;
    out[to + 2 * outStep] = e2;
    out[to + 3 * outStep] = e3;
  }
}

function filterEvenOdd(
  line: Float64Array,
  start: number,
  count: number,
  reach: number,
  cosine: Float64Array,
  sine: Float64Array,
  even: Float64Array,
  odd: Float64Array,
  outStart: number,
  outStep: number,
): void {
  const centre = cosine[0];
  for (let i = 0; i < count; i += 4) {
    const at = start + reach + i;
    let e0 = centre * line[at];
    let e1 = centre * line[at + 1];
    let e2 = centre * line[at + 2];
    let e3 = centre * line[at + 3];
    let o0 = 0;
    let o1 = 0;
    let o2 = 0;
    let o3 = 0;
    for (let k = 1; k <= reach; k++) {
      const c = cosine[k];
      const s = sine[k];
      const before = at - k;
      const behind = at + k;
      const b0 = line[before];
      const f0 = line[behind];
      e0 += c * (f0 + b0);
      o0 += s * (f0 - b0);
      const b1 = line[before + 1];
      const f1 = line[behind + 1];
      e1 += c * (f1 + b1);
      o1 += s * (f1 - b1);
      const b2 = line[before + 2];
      const f2 = line[behind + 2];
      e2 += c * (f2 + b2);
      o2 += s * (f2 - b2);
      const b3 = line[before + 3];
      const f3 = line[behind + 3];
      e3 += c * (f3 + b3);
      o3 += s * (f3 - b3);
    }
    const to = outStart + i * outStep;
    even[to] = e0;
    odd[to] = o0;
    even[to + outStep] = e1;
    odd[to + outStep] = o1;
    even[to + 2 * outStep] = e2;
    odd[to + 2 * outStep] = o2;
    even[to + 3 * outStep] = e3;
    odd[to + 3 * outStep] = o3;
  }
}
