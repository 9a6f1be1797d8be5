import { z } from 'zod';
import { collectSound } from '../../recording/joined-sound.ts';
import { CEPSTRUM_CONVENTIONS } from '../../sound/cepstrum.ts';
import { analyseCry } from '../../sound/cry/cry-analysis.ts';
import { defineFamily } from '../family.ts';
import { cryColumns, cryStatistics } from './cry-statistics.ts';

/**
 * The cry of a recording: its breaths, pitch, hyperphonation, jitter, shimmer, harmonicity, spectrum and cepstrum, over its expirations. All sound
 * is brought to one rate; sound of a lower one, and sound that is silent, clipped, noisy or without a cry, has a reason and no numbers.
 *
 * A cry is not pain by itself.
 */
export const cry = defineFamily({
  id: 'cry',
  version: 3,
  title: 'Breaths, pitch, evenness and spectrum of a cry',
  source: 'own statistics; doi:10.1121/1.1458024 (pitch), doi:10.1109/TASSP.1980.1163420 (cepstrum)',
  unit: 'Hz, seconds, shares and decibel, as the columns name them',
  kind: 'cry',
  needs: ['sound'],
  parameters: z.strictObject({
    /** Samples a second to which all sound is brought. */
    rate: z.int().min(8000).max(48_000).multipleOf(100).default(16_000),
    /** Hz: the lowest fundamental. */
    low: z.number().min(60).max(399).default(200),
    /** Hz: the highest fundamental. */
    high: z.number().min(400).max(2000).default(2000),
    /** The aperiodicity from which a frame is not voiced. */
    voicing: z.number().min(0.01).max(0.9).default(0.15),
    /** The convention of the cepstral coefficients. */
    convention: z.enum(CEPSTRUM_CONVENTIONS).default('librosa'),
  }),
  columns: cryColumns,
  open({ convention, ...options }) {
    const collector = collectSound();
    return {
      sound: collector.sound,
      forget: collector.forget,
      values() {
        const joined = collector.joined();
        if ('reason' in joined) return joined;
        const { samples, sampleRate } = joined;
        const analysis = analyseCry(samples, sampleRate, options);
        if (analysis.faults.length > 0) return { reason: analysis.faults[0].reason };
        const values = cryStatistics(analysis, samples.length / sampleRate, convention);
        return 'reason' in values ? values : { values, spread: null };
      },
    };
  },
});
