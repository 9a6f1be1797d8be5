import type { Architecture } from '../architectures/architecture.ts';
import { vggF, vggFace, vggM, vggS } from '../architectures/vgg.ts';

/** A network whose weights others publish: what is known of it without having it. */
export interface KnownNetwork {
  readonly id: string;
  readonly architecture: Architecture;
  /** The page on which its authors publish it. */
  readonly page: string;
  /**
   * The file that `networks pull` fetches. These addresses were written down from memory, on a machine without a network:
   * nobody looked whether the files are still there.
   */
  readonly url: string;
  /** Of that file; null where it is not known here. The hash of what was fetched is recorded in any case. */
  readonly sha256: string | null;
  readonly licence: string;
  readonly training: string;
  readonly caution: string;
}

const VLFEAT = 'https://www.vlfeat.org/matconvnet';
const RESEARCH =
  'Published for research. The page of the authors gives the terms. Commercial use may not be allowed.';

const OBJECTS = {
  page: `${VLFEAT}/pretrained/`,
  sha256: null,
  licence: RESEARCH,
  training: 'ImageNet, 1,000 kinds of objects (ILSVRC 2012).',
  caution: 'Trained on objects, not on faces. Faces were only by chance in its training pictures.',
};

/** What has to be said wherever an address of a known network is shown. */
export const ADDRESS_CAUTION = 'the address was not checked; the SHA-256 of the file is not known';

/** The four networks of Zamzmi et al. 2018. */
export const knownNetworks: readonly KnownNetwork[] = [
  {
    id: 'vgg-face',
    architecture: vggFace,
    page: 'https://www.robots.ox.ac.uk/~vgg/software/vgg_face/',
    url: `${VLFEAT}/models/vgg-face.mat`,
    sha256: null,
    licence: RESEARCH,
    training: '2.6 million pictures of 2,622 celebrities, collected from the web (Parkhi et al. 2015).',
    caution:
      'Trained on adults in public life. Newborns, dark skin and covered faces are rare in its training pictures. It was trained to recognise people with any expression.',
  },
  { id: 'vgg-f', architecture: vggF, url: `${VLFEAT}/models/imagenet-vgg-f.mat`, ...OBJECTS },
  { id: 'vgg-m', architecture: vggM, url: `${VLFEAT}/models/imagenet-vgg-m.mat`, ...OBJECTS },
  { id: 'vgg-s', architecture: vggS, url: `${VLFEAT}/models/imagenet-vgg-s.mat`, ...OBJECTS },
];
