import type { ClipParameters, FollowedStretch } from '@wince/core';
import { howMany } from '@wince/core';
import type { FaceAtRest, NoRest } from '@wince/observation';
import type { ClipFinding } from '../extraction.ts';
import type { LostNeeds } from '../row-finding.ts';

/** How a stretch was followed, as a row shows it. @param partial what of it could not be read */
export function clipOf(stretch: FollowedStretch, partial: string | null): ClipFinding {
  const { frames, seconds, usable, faults, keyFrames } = stretch;
  return {
    ...{ frames, seconds, usable, partial },
    faults: Object.fromEntries(faults),
    keyFrames: [...keyFrames],
  };
}

/** What pictures and sound of one row lack: what both say is said once. */
export function bothPartial(pictures: string | null, sound: string | null): string | null {
  if (pictures === null || sound === null) return pictures ?? sound;
  return pictures.includes(sound) ? pictures : `${pictures} ${sound}`;
}

/**
 * What families cannot have of a stretch.
 *
 * @param options.face whether its face was followed
 */
export function lostNeeds(
  stretch: FollowedStretch,
  {
    rest,
    face,
    clips,
    decoded,
  }: {
    readonly rest: FaceAtRest | NoRest | undefined;
    readonly face: boolean;
    readonly clips: ClipParameters;
    /** Share of the frames of the file that could be decoded. */
    readonly decoded: number;
  },
): LostNeeds {
  const lost = new Map<
    'face' | 'strain',
    { status: 'no-face' | 'poor-quality' | 'no-features'; reason: string }
  >();
  const unusable = face ? whyUnusable(stretch, clips, decoded) : null;
  if (unusable) lost.set('face', unusable);
  if (rest && 'reason' in rest) lost.set('strain', { status: 'no-features', reason: rest.reason });
  return lost;
}

function whyUnusable(
  { described, faults, frames, usable }: FollowedStretch,
  { leastUsable }: ClipParameters,
  decoded: number,
): { readonly status: 'no-face' | 'poor-quality'; readonly reason: string } | null {
  const share = (value: number) => `${(100 * value).toFixed(0)} %`;
  if (described === 0 && (faults.get('no face') ?? 0) > 0.999)
    return { status: 'no-face', reason: `no face in any of ${howMany(frames, 'frame')}` };
  if (described > 0 && usable >= leastUsable) return null;
  const lost = decoded < 1 ? [`frames that cannot be decoded ${share(1 - decoded)}`] : [];
  const why = [...[...faults].map(([name, part]) => `${name} ${share(part)}`), ...lost].join(', ');
  const reason = `the face is usable for ${share(usable)} of the clip, at least ${share(leastUsable)} is needed: ${why}`;
  return { status: 'poor-quality', reason };
}
