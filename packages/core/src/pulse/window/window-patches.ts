import type { PulseBand } from '../band.ts';
import { CHANNELS } from '../colour-trace.ts';
import type { SkinPatch } from '../heart-rate.ts';
import type { FaceTraces } from '../skin/face-traces.ts';
import { type EvenFace, type EvenPatch, patchWithin } from './even-face.ts';
import { withoutExplained } from './explained.ts';
import { type RegionQuality, regionQualities } from './region-quality.ts';

/** Where a pulse is looked for: in skin, or in a control that has none. */
export type PulseSource = 'skin' | 'background' | 'motion';

/** What is seen of a recording between two times. */
export interface WindowPatches {
  /** The patches that a pulse is looked for in, the fittest first; none where nothing was followed without a gap. */
  readonly patches: readonly SkinPatch[];
  /** Those, and all others of the same source. */
  readonly all: readonly SkinPatch[];
  readonly regions: readonly RegionQuality[];
  /** The background as it was seen. */
  readonly background: readonly SkinPatch[];
  /** The movement of the head; null where it was not followed without a gap. */
  readonly motion: SkinPatch | null;
}

/** Which patches of a recording a pulse is looked for in. */
export interface PatchChoice {
  readonly band: PulseBand;
  /** `skin` by default. */
  readonly source?: PulseSource;
  /** Whether only the regions that move least are kept; else all that were seen. True by default. */
  readonly byDeformation?: boolean;
  /** The regions that are looked at, by name, in the place of a choice. */
  readonly only?: readonly string[];
}

/** The patches of a window, less what light and movement explain. */
export function patchesIn(
  traces: FaceTraces,
  even: EvenFace,
  { start, end }: { readonly start: number; readonly end: number },
  { source = 'skin', byDeformation = true, only, band }: PatchChoice,
): WindowPatches {
  const { rate } = even;
  const length = Math.round((end - start) * rate);
  const regions = regionQualities(traces, start, end);
  const within = (patches: readonly EvenPatch[]): readonly SkinPatch[] =>
    patches.flatMap((patch) => patchWithin(patch, start, length) ?? []);
  const motion = patchWithin(even.motion, start, length);
  const background = within(even.background);
  const head = motion ? CHANNELS.map((channel) => motion.colours[channel]) : [];
  const light = background
    .filter(({ region }) => region === 'background')
    .map(({ colours }) => colours.green);
  const found = (): readonly SkinPatch[] => {
    if (source === 'motion') return motion ? [motion] : [];
    if (source === 'background') return withoutExplained(background, head, rate, band);
    return withoutExplained(within(even.skin), [...light, ...head], rate, band);
  };
  const all = found();
  const chosen = () => {
    if (only) return all.filter(({ region }) => only.includes(region));
    return source === 'skin' ? fittestFirst(all, regions, byDeformation) : all;
  };
  return {
    all,
    regions,
    background,
    motion,
    patches: chosen(),
  };
}

function fittestFirst(
  patches: readonly SkinPatch[],
  regions: readonly RegionQuality[],
  byDeformation: boolean,
): readonly SkinPatch[] {
  const of = ({ region }: SkinPatch) => regions.find((each) => each.region === region);
  return patches
    .filter((patch) => !byDeformation || of(patch)?.kept)
    .toSorted((a, b) => (of(b)?.quality ?? 0) - (of(a)?.quality ?? 0));
}
