import { join } from 'node:path';
import { openSound } from '@wince/runtime';
import { cepstrum } from '../../packages/core/src/sound/cepstrum.ts';
import { meanAndDeviation, reportOf, timed, type Workload } from '../report.ts';

/** Seconds of the sound. */
const SECONDS = 60;

/** W6: cepstral coefficients of a recording, read as any recording is. One thread. */
export const audio: Workload = async (options) => {
  const pass = async () => {
    const sound = await openSound(join(options.inputs, 'cry.wav'));
    try {
      const pieces: Float32Array[] = [];
      for await (const { samples } of sound.blocks()) pieces.push(samples);
      const samples = new Float32Array(pieces.reduce((sum, { length }) => sum + length, 0));
      let at = 0;
      for (const piece of pieces) {
        samples.set(piece, at);
        at += piece.length;
      }
      return cepstrum(samples, sound.description.sampleRate);
    } finally {
      await sound.close();
    }
  };
  await pass();
  const passes = await timed(options.repeat, pass);
  const { rows, columns, data } = passes.value;
  const moments = Array.from({ length: columns }, (_, c) =>
    meanAndDeviation(data.filter((_, i) => i % columns === c)),
  );
  return reportOf('audio', SECONDS, options, passes, {
    frames: rows,
    mean: moments.map(({ mean }) => mean),
    std: moments.map(({ std }) => std),
  });
};
