import { fewerFaces } from '../../face/analysis.ts';
import type { WhichFace } from '../../face/choose.ts';
import { type FaceCovering, faceCovering } from '../../face/covering/covering.ts';
import type { Search } from '../../face/locate.ts';
import { assessQuality } from '../../face/quality.ts';
import { registerFaceOnDemand } from '../../face/registration.ts';
import type { RgbImage } from '../../image/image.ts';
import { hiddenRegions, isAllHidden, withoutHidden } from './covering/hidden-regions.ts';
import { frameFaults } from './faults.ts';
import type { TrackingParameters } from './parameters.ts';
import { boxOf, type Lost, type Track } from './track.ts';
import type { TrackedFrame } from './tracked-frame.ts';

/** What became of a frame in which no face is followed: why, and what was looked for. */
export function withoutFace(
  time: number,
  found: Search | undefined,
  lost: Lost | undefined,
  { detect, face: limits }: TrackingParameters,
): TrackedFrame {
  const looked = whyNoFace(found, limits.choose.which, detect.lookEvery);
  const reason = lost ? `${looked}; before that ${lost.reason}` : looked;
  return {
    time,
    analysis: { status: 'no-face', reason, facesFound: 0 },
    faults: [{ name: 'no face', reason }],
    isCovered: false,
    track: null,
    detected: found !== undefined,
  };
}

function whyNoFace(found: Search | undefined, which: WhichFace, lookEvery: number): string {
  if (!found) return `no face; the detector looks for one every ${lookEvery} s`;
  if (found.faces.length > 0) return fewerFaces(found.faces.length, which);
  return `no face was found; the best box has the score ${found.surestBox.toFixed(2)}`;
}

/** What became of a frame in which a face is followed. To be called in the order of the frames: what is smoothed and what covers a face hang on those before. */
export function withFace(
  image: RgbImage,
  track: Track,
  detected: boolean,
  { face: limits, gate, covering }: TrackingParameters,
): TrackedFrame {
  const { face, time, seen, looked, faces } = track;
  const { landmarks, depth } = track.smoother.next(face, time);
  const registration = registerFaceOnDemand(image, landmarks, limits.registration);
  const { confidence, movement } = face;
  const quality = assessQuality({ landmarks, depth, confidence, movement }, registration, limits.quality);
  const doubtful = looked > seen.time ? time - seen.time : 0;
  // Others do not count where it is said which face is the subject's.
  const counted = limits.choose.which === 'only' ? faces : 1;
  const evidence = { quality, faces: counted, doubtful, covered: [] };
  const others = frameFaults(evidence, limits.quality, gate, covering.limit);
  // A face that is turned away does not look like itself either.
  const away = others.some(({ name }) => name === 'turned away');
  const good = others.length === 0;
  const covered = (!away && track.watch.next(image, landmarks, registration.face, good, time)) || [];
  const hidden = hiddenRegions(covered);
  // Where no region is needed as a whole, a frame is used for what else can be seen.
  const isFault = limits.covering.needed !== 'any' || isAllHidden(hidden);
  const faults = isFault
    ? frameFaults({ ...evidence, covered }, limits.quality, gate, covering.limit)
    : others;
  let sight: FaceCovering | undefined;
  return {
    time,
    analysis: {
      status: faults.length === 0 ? 'used' : 'poor-quality',
      reason: faults.map((fault) => fault.reason).join('; '),
      facesFound: faces,
      box: boxOf(track),
      score: seen.score,
      rotation: quality.measures.roll.value,
      landmarks,
      depth,
      quality,
      // Told when somebody asks: it takes the registered colour face, which most frames do without.
      get covering() {
        sight ??= withoutHidden(faceCovering(registration.face, limits.covering.limit), hidden);
        return sight;
      },
      toTemplate: registration.toTemplate,
      registered: registration.face,
    },
    faults,
    isCovered: covered.length > 0,
    track: track.number,
    detected,
  };
}
