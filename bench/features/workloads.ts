/** The numbers of a side, by name, that show whether it did the same work as the other. */
export type Figures = Readonly<Record<string, readonly number[]>>;

/** A feature family as the side-by-side benchmark runs it: with its defaults, on 204 pictures. */
export interface Workload {
  readonly id: string;
  /** Implementations of the peer that compute the same values, and one in `others` that does not. */
  readonly peers: readonly string[];
  readonly others: readonly string[];
  /** Largest relative difference from the peer's figures. */
  readonly tolerance: number;
  readonly figures: (rows: Float32Array, columns: number) => Figures;
}

export const WORKLOADS: readonly Workload[] = [
  { id: 'lbp', peers: ['skimage'], others: [], tolerance: 1e-3, figures: lbpFigures },
  { id: 'hog', peers: ['skimage'], others: ['cv2'], tolerance: 1e-3, figures: hogFigures },
  { id: 'gabor', peers: ['fft', 'cv2'], others: [], tolerance: 1e-3, figures: gaborFigures },
];

/** Counts of each code over all pictures; the mean over pictures of the sum of counts weighted by their place. */
function lbpFigures(rows: Float32Array, columns: number): Figures {
  const codes = 10;
  const cellPixels = 256;
  const counts = new Array<number>(codes).fill(0);
  let checksum = 0;
  rows.forEach((share, i) => {
    const place = i % columns;
    counts[place % codes] += share * cellPixels;
    checksum += (place + 1) * share * cellPixels;
  });
  return { code_counts: counts.map(Math.round), checksum: [(checksum * columns) / rows.length] };
}

function hogFigures(rows: Float32Array): Figures {
  return { ...meanAndDeviation(rows), first8: Array.from(rows.subarray(0, 8)) };
}

function gaborFigures(rows: Float32Array, columns: number): Figures {
  return { ...hogFigures(rows), last8: Array.from(rows.subarray(columns - 8, columns)) };
}

function meanAndDeviation(rows: Float32Array): Figures {
  const mean = rows.reduce((sum, value) => sum + value, 0) / rows.length;
  const variance = rows.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows.length;
  return { mean: [mean], std: [Math.sqrt(variance)] };
}
