import type { FaceParameters } from '@wince/core';
import { noMore, type ParameterGroup } from './parameter-group.ts';
import { cite, listed, type Prose, prose, sentences } from './prose.ts';
import { references } from './references.ts';

/** Every parameter of finding, choosing, registering and judging a face, in sentences. */
export function faceWords({
  locate,
  choose,
  registration,
  quality,
  covering,
  maximumPixels,
  ...rest
}: FaceParameters): readonly ParameterGroup[] {
  noMore(rest);
  return [
    { title: 'Pictures', text: prose`Pictures with more than ${maximumPixels} pixels were not used.` },
    { title: 'Finding a face', text: locateWords(locate) },
    { title: 'Which face counts', text: chooseWords(choose) },
    { title: 'Registration', text: registrationWords(registration) },
    { title: 'Quality of a face', text: qualityWords(quality) },
    { title: 'What covers a face', text: coveringWords(covering) },
  ];
}

function locateWords({
  minimumCandidateScore,
  minimumScore,
  doubtfulScore,
  nearTie,
  sureScore,
  sureConfidence,
  maximumUnsteadiness,
  maximumFarUnsteadiness,
  minimumConfidence,
  overlap,
  maximumFaces,
  confirmationSide,
  boxMargin,
  landmarkMargin,
  mesh,
  meshPasses,
  minimumTile,
  ...rest
}: FaceParameters['locate']): Prose {
  noMore(rest);
  const [meshName, meshWorks] =
    mesh === 'attention'
      ? [
          'the face mesh with attention, which looks at lips and eyes a second time',
          [references.grishchenko2020],
        ]
      : ['the plain face mesh, which finds all landmarks in one look', [references.kartynnik2019]];
  return sentences([
    prose`A detector${cite([references.bazarevsky2019])} found faces, and ${meshName}${cite(meshWorks)}, found 468 landmarks in each.`,
    `Boxes of the detector with a score below ${minimumCandidateScore} were not followed up.`,
    `Boxes that shared more than ${overlap} of their union were one face, and the best ${maximumFaces} boxes were followed up at most.`,
    `The detector saw each face once more, upright, in a square of ${confirmationSide} sides of its box, and had to reach a score of ${minimumScore} there.`,
    `A face with a score between ${doubtfulScore} and this limit counted only if nothing else was found, if the mesh was sure of it, and if its landmarks moved by no more than ${maximumUnsteadiness} eye distances when the picture was shifted a little.`,
    `Where the scores of a face and of the same face upside down differed by less than ${nearTie}, the mesh decided between them.`,
    `The detector was sure from a score of ${sureScore} and the mesh from a confidence of ${sureConfidence}; if one of the two was not sure, the mesh ran again.`,
    `Below a confidence of the mesh of ${minimumConfidence} there was no face.`,
    `The mesh ran ${meshPasses} times on a face: at first on a square of ${boxMargin} sides of the box, then on one of ${landmarkMargin} sides of the bounding box of the landmarks.`,
    `Where the detector found no face in the whole picture, the full-range detector of MediaPipe looked at it; a face that only this detector had shown counted only if its landmarks moved by no more than ${maximumFarUnsteadiness} eye distances when the picture was shifted a little.`,
    minimumTile === 0
      ? 'Pictures without a face were not looked through in tiles (smallest tile 0).'
      : `A picture in which no face was found was looked through in tiles of a half and of a quarter of its shorter side, as long as a tile had ${minimumTile} pixels or more.`,
  ]);
}

function chooseWords({ which, sizeWeight, minimumRelativeSize, ...rest }: FaceParameters['choose']): Prose {
  noMore(rest);
  return sentences([
    whichWords(which),
    `The worth of a face was the score of the detector times its size, as a share of the largest face, to the power of ${sizeWeight}.`,
    `Faces smaller than ${minimumRelativeSize} of the largest did not count.`,
  ]);
}

/** Which of several faces was the subject's. */
export function whichWords(which: FaceParameters['choose']['which']): string {
  if (which === 'only')
    return 'A picture with several faces was not used, because it is not known which face is that of the subject.';
  if (which === 'largest')
    return 'Of several faces, the largest one with a high score counted as that of the subject.';
  if ('near' in which) {
    const [x, y] = which.near;
    return `Of several faces, the one nearest to the place ${x}, ${y} counted as that of the subject (pixels, or shares of the picture up to 1).`;
  }
  return `Of several faces, the one with number ${which.index} from the left counted as that of the subject.`;
}

function registrationWords({ robust, huber, rounds, ...rest }: FaceParameters['registration']): Prose {
  noMore(rest);
  return sentences([
    prose`A similarity${cite([references.umeyama1991])} brought the eye corners, the root and the bridge of the nose to fixed places: without reflection and without shear, so that an expression kept its shape.`,
    robust
      ? prose`The fit was robust${cite([references.huber1964])}: points further than ${huber} robust standard deviations from their places lost weight, in ${rounds} rounds at most.`
      : `The fit was by least squares. The parameters of the robust fit (points lose weight from ${huber} robust standard deviations on, ${rounds} rounds at most) had no effect.`,
  ]);
}

function qualityWords({
  minimumEyeDistance,
  maximumDark,
  maximumBright,
  minimumBrightness,
  minimumEvenness,
  maximumYaw,
  maximumPitch,
  maximumRoll,
  minimumSharpness,
  minimumConfidence,
  maximumMovement,
  maximumResidual,
  maximumOutside,
  ...rest
}: FaceParameters['quality']): Prose {
  noMore(rest);
  return prose`A face was not used if ${listed(
    [
      `its outer eye corners were less than ${minimumEyeDistance} pixels apart`,
      `more than ${maximumDark} of it was at the dark end of the scale`,
      `more than ${maximumBright} of it was at the bright end`,
      `its brightest tenth was not above grey level ${minimumBrightness}`,
      `its darker half had less than ${minimumEvenness} of the grey level of the brighter half`,
      `it was turned by more than ${maximumYaw} degrees to a side`,
      `it was turned by more than ${maximumPitch} degrees up or down`,
      `it was turned by more than ${maximumRoll} degrees in the plane`,
      `its sharpness was below ${minimumSharpness}`,
      `the confidence of the mesh was below ${minimumConfidence}`,
      `its landmarks moved by more than ${maximumMovement} eye distances in the last run of the mesh`,
      `its reference points were further than ${maximumResidual} eye distances from their places after registration (root mean square)`,
      `more than ${maximumOutside} of it was outside the picture`,
    ],
    'or',
  )}.`;
}

function coveringWords({ needed, limit, ...rest }: FaceParameters['covering']): Prose {
  noMore(rest);
  return sentences([
    `A region of the face counted as covered from a likelihood of ${limit} on.`,
    neededWords(needed),
  ]);
}

function neededWords(needed: FaceParameters['covering']['needed']): string | Prose {
  if (needed === 'any') return 'A face was used as long as one of its regions could be seen.';
  if (needed.length === 0) return 'No region had to be seen.';
  return prose`A face was not used if one of these regions was covered: ${listed(needed)}.`;
}
