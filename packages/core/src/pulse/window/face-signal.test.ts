import { expect, it } from 'vitest';
import { randomFrom } from '../../numbers/random.ts';
import { pulseBands } from '../band.ts';
import { bandPass } from '../band-pass.ts';
import { drawnSkin } from '../skin/drawn-skin.fixture.ts';
import { type FaceTraces, openFaceTracing, type PatchTrace } from '../skin/face-traces.ts';
import { evenFace } from './even-face.ts';
import { faceSignal } from './face-signal.ts';

/** Noise of each channel of each region; the whole face has more pixels, and less noise. */
function withNoise(traces: FaceTraces): FaceTraces {
  const random = randomFrom('face signal');
  const noisy = (patch: PatchTrace): PatchTrace => {
    const size = patch.name === 'face' ? 0.002 : 0.012;
    const level = (values: Float64Array) => values.map((value) => value * (1 + size * random.normal()));
    return { ...patch, red: level(patch.red), green: level(patch.green), blue: level(patch.blue) };
  };
  return { ...traces, skin: traces.skin.map(noisy) };
}

it('is not lost in the noise of small regions where the whole face has less', () => {
  const band = pulseBands.neonate;
  const pulse = (time: number) => Math.sin(2 * Math.PI * 2.4 * time);
  const tracing = openFaceTracing();
  for (const { frame, tracked } of drawnSkin({ seconds: 14, rate: 30, pulse })) {
    tracing.frame(frame);
    tracing.tracked(tracked);
  }
  const traces = withNoise(tracing.traces());
  const even = evenFace(traces);
  if (!even) throw new Error('There is no face.');
  const { samples, start, rate } = faceSignal(traces, even, { band, byDeformation: false });
  const inBand = bandPass(samples, rate, band);
  // Power along the pulse, whatever its phase, over the rest of the band.
  let [across, up, all] = [0, 0, 0];
  for (const [i, value] of inBand.entries()) {
    const angle = 2 * Math.PI * 2.4 * (start + i / rate);
    across += value * Math.cos(angle);
    up += value * Math.sin(angle);
    all += value ** 2;
  }
  const along = (2 * (across ** 2 + up ** 2)) / inBand.length;
  expect(10 * Math.log10(along / (all - along))).toBeGreaterThan(11);
});
