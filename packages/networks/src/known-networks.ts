import type { Architecture } from './architectures/architecture.ts';
import { vggF, vggFace, vggM, vggS } from './architectures/vgg.ts';

/** A network whose weights others publish: what is known of it without having it. */
export interface KnownNetwork {
  readonly id: string;
  readonly architecture: Architecture;
  /** The page on which its authors publish it. */
  readonly page: string;
  /** The file that `networks pull` fetches. */
  readonly url: string;
  /** Of that file, as far as it is known here; the hash of what was fetched is recorded in any case. */
  readonly sha256?: string;
  readonly licence: string;
  readonly training: string;
  readonly caution: string;
}

const VLFEAT = 'https://www.vlfeat.org/matconvnet';
const RESEARCH =
  'Published for research; the authors’ page states the terms. Commercial use is not granted here.';

const OBJECTS = {
  page: `${VLFEAT}/pretrained/`,
  licence: RESEARCH,
  training: 'ImageNet, 1,000 kinds of objects (ILSVRC 2012).',
  caution: 'Objects, not faces: what it knows of faces came in by the way, from pictures of other things.',
};

/** The four networks of Zamzmi et al. 2018. */
export const knownNetworks: readonly KnownNetwork[] = [
  {
    id: 'vgg-face',
    architecture: vggFace,
    page: 'https://www.robots.ox.ac.uk/~vgg/software/vgg_face/',
    url: `${VLFEAT}/models/vgg-face.mat`,
    licence: RESEARCH,
    training: '2.6 million pictures of 2,622 celebrities, collected from the web (Parkhi et al. 2015).',
    caution:
      'Adults in public life: newborns, dark skin and covered faces are rare in it. Trained to tell people apart whatever their expression.',
  },
  { id: 'vgg-f', architecture: vggF, url: `${VLFEAT}/models/imagenet-vgg-f.mat`, ...OBJECTS },
  { id: 'vgg-m', architecture: vggM, url: `${VLFEAT}/models/imagenet-vgg-m.mat`, ...OBJECTS },
  { id: 'vgg-s', architecture: vggS, url: `${VLFEAT}/models/imagenet-vgg-s.mat`, ...OBJECTS },
];
