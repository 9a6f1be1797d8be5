import { type ClipParameters, howMany } from '@wince/core';
import { noMore, type ParameterGroup } from './parameter-group.ts';
import { cite, listed, type Prose, prose, sentences } from './prose.ts';
import { references } from './references.ts';

/** Every parameter of how clips become rows, in sentences. */
export function clipWords({
  clock,
  rate,
  described,
  keyFrames,
  rest,
  restWithin,
  leastUsable,
  maximumSide,
  cryOnly,
  tracking,
  strain,
  temporal,
  ...left
}: ClipParameters): readonly ParameterGroup[] {
  noMore(left);
  const { count, minimumDistance, ...more } = keyFrames;
  noMore(more);
  const frames = sentences([
    clock === 'player'
      ? 'Seconds counted from the first frame, as players show them.'
      : 'Seconds counted from time 0 of the clock of the container.',
    `The face was followed in ${rate} frames a second, in frames of ${maximumSide} pixels on the longer side at most.`,
    `Features described ${described} frames a second: the sharpest usable one of each stretch.`,
    `The first ${rest} s of a usable face counted as rest. They had to begin in the first ${restWithin} s.`,
    `A clip was not used if the face was usable for less than ${leastUsable} of its time.`,
    `At most ${count} key frames stood for a clip, with a distance of ${minimumDistance} or more between any two.`,
  ]);
  const { quantiles, ...none } = temporal;
  noMore(none);
  return [
    { title: 'Frames of a clip', text: frames },
    ...(cryOnly
      ? [
          {
            title: 'Sound',
            text: sentences([
              'Features of sound were given the cry alone: expirations with a median pitch of 300 Hz or more that a detector of speech (Silero VAD) did not take for speech. All other samples were zero.',
            ]),
          },
        ]
      : []),
    ...trackingWords(tracking),
    ...strainWords(strain),
    {
      title: 'Features over time',
      text: prose`A feature of frames became these columns of a clip: mean, standard deviation, ${quantiles.length === 0 ? 'no quantile' : prose`the quantiles ${listed(quantiles)}`}, the slope over time, and the change since rest.`,
    },
  ];
}

function eyeDistances(value: number): string {
  return howMany(value, 'eye distance');
}

function trackingWords({
  follow,
  detect,
  comeback,
  smoothing,
  gate,
  covering,
  ...rest
}: ClipParameters['tracking']): readonly ParameterGroup[] {
  noMore(rest);
  return [
    { title: 'Following a face', text: followWords(follow, detect, comeback) },
    { title: 'Smoothing of landmarks', text: smoothingWords(smoothing) },
    { title: 'Frames that are not used', text: frameWords(gate, covering) },
  ];
}

function followWords(
  follow: ClipParameters['tracking']['follow'],
  detect: ClipParameters['tracking']['detect'],
  comeback: ClipParameters['tracking']['comeback'],
): Prose {
  const { minimumConfidence, settle, largestJump, largestScale, largestGap, ...restOfFollow } = follow;
  noMore(restOfFollow);
  const { every, doubtEvery, doubt, lookEvery, searchEvery, ...restOfDetect } = detect;
  noMore(restOfDetect);
  const { seconds, distance, scale, ...restOfComeback } = comeback;
  noMore(restOfComeback);
  return sentences([
    `A face was lost if the confidence of the mesh fell below ${minimumConfidence}, if it moved by more than ${eyeDistances(largestJump)} from one frame to the next, if it grew or shrank by more than a factor of ${largestScale}, or after a gap of more than ${largestGap} s.`,
    `Where landmarks had moved by more than ${eyeDistances(settle)} since the frame before, the mesh ran a second time.`,
    `The detector confirmed a followed face every ${every} s, and every ${doubtEvery} s one that it had not confirmed; a face without confirmation for ${doubt} s was given up.`,
    `For a lost face there was a quick look every ${lookEvery} s, and a search at every turn of the picture every ${searchEvery} s.`,
    `A face that came back within ${seconds} s, within ${eyeDistances(distance)} of its old place and with its old size up to a factor of ${scale}, counted as the same.`,
  ]);
}

function smoothingWords({
  leastCutoff,
  speedCoefficient,
  speedCutoff,
  largestGap,
  ...rest
}: ClipParameters['tracking']['smoothing']): Prose {
  noMore(rest);
  return prose`A one-euro filter${cite([references.casiez2012])} smoothed the landmarks: its cut-off was ${leastCutoff} Hz at rest and rose by ${speedCoefficient} Hz for each eye distance a second; the cut-off of the speed was ${speedCutoff} Hz; after a gap of more than ${largestGap} s it started again.`;
}

function frameWords(
  gate: ClipParameters['tracking']['gate'],
  covering: ClipParameters['tracking']['covering'],
): Prose {
  const { maximumFaces, ...restOfGate } = gate;
  noMore(restOfGate);
  const { limit, references: looks, every, memory, relearn, ...restOfCovering } = covering;
  noMore(restOfCovering);
  return sentences([
    `A frame with more than ${maximumFaces} ${maximumFaces === 1 ? 'face' : 'faces'} was not used.`,
    `A part of the face counted as covered if its misfit to the look of the subject was above ${limit}. The look was learned from ${looks} frames or more, one every ${every} s at first, of which ${memory} were kept at most; a face covered for ${relearn} s got a new look.`,
  ]);
}

function strainWords({
  flow,
  mesh,
  noise,
  smoothing,
  peaks,
  ...rest
}: ClipParameters['strain']): readonly ParameterGroup[] {
  noMore(rest);
  const { deviation, largestGap, ...restOfSmoothing } = smoothing;
  noMore(restOfSmoothing);
  const { prominence, largestGap: peakGap, ...restOfPeaks } = peaks;
  noMore(restOfPeaks);
  return [
    { title: 'Optical flow', text: flowWords(flow) },
    {
      title: 'Facial strain',
      text: sentences([
        prose`Strain was the magnitude of the strain tensor of the flow${cite([references.shreve2014])}.`,
        mesh === 0
          ? 'It was measured from flow alone (deviation of the movement of the mesh: 0).'
          : `Before the flow since rest was measured, the movement of the landmarks, smoothed by a Gaussian with a deviation of ${mesh} pixels, brought the face into its shape at rest.`,
        noiseWords(noise),
        deviation === 0
          ? `Strain over time was not smoothed (deviation 0 s); frames more than ${largestGap} s apart had a gap between them.`
          : `Strain over time was smoothed by a Gaussian with a deviation of ${deviation} s; frames more than ${largestGap} s apart had a gap between them.`,
        `A peak had a prominence of ${prominence} or more, and did not reach across a gap of more than ${peakGap} s.`,
      ]),
    },
  ];
}

function noiseWords({ removal, floor, quantile, ...rest }: ClipParameters['strain']['noise']): string {
  noMore(rest);
  const from =
    floor === null
      ? `the quantile ${quantile} of the root-mean-square strain between pairs of frames at rest`
      : `a strain of ${floor}, which was given (the quantile ${quantile} of frames at rest was not used)`;
  const how = {
    power: 'was taken from the square of the strain',
    threshold: 'was the limit below which strain counted as 0',
    none: 'was not removed',
  }[removal];
  return `The floor of noise was ${from}; it ${how}.`;
}

function flowWords({
  pyramidScale,
  levels,
  smallest,
  window,
  windowKind,
  iterations,
  neighbourhood,
  sigma,
  ...rest
}: ClipParameters['strain']['flow']): Prose {
  noMore(rest);
  return sentences([
    prose`Dense optical flow was computed by polynomial expansion${cite([references.farneback2003])}.`,
    `The pyramid had ${levels} levels above the picture, each ${pyramidScale} times as large as the one below and none with a side below ${smallest} pixels.`,
    `Neighbours moved alike in a ${windowKind === 'box' ? 'box' : 'Gaussian'} window of ${window} pixels, with ${iterations} estimates at each level.`,
    `Polynomials were fitted to ${neighbourhood} pixels on each side, weighed by a Gaussian with a deviation of ${sigma} pixels.`,
  ]);
}
