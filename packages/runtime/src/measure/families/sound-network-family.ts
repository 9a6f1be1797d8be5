import { collectSound, type Family, lowRateReason, type Matrix, resample } from '@wince/core';
import { describeSource, type SoundNetworkCard, soundNumbers } from '@wince/networks';
import { z } from 'zod';
import { sha256Of } from '../../files/hash.ts';
import { soundNetworkIdentity } from '../../networks/index.ts';
import type { SoundPool } from './sound-pool.ts';

/** Rises when the same sound gives other numbers. */
const VERSION = 1;

/**
 * A network that hears as a family: the mean and the standard deviation of each of its numbers over the windows of a row. Sound of a
 * lower rate than the network's has a reason and no numbers, and so has sound that is shorter than a window.
 */
export function familyOfSoundNetwork(card: SoundNetworkCard, pool: SoundPool): Family {
  const { id, title, input } = card;
  return {
    ...{ id, version: VERSION, title, source: describeSource(card.source), kind: 'deep', needs: ['sound'] },
    unit: 'activations of a layer, over windows',
    parameters: z.strictObject({}),
    example: id,
    async plan(specification) {
      const columns = soundNumbers(card).flatMap((name) => [`${name} mean`, `${name} deviation`]);
      const identity = sha256Of(JSON.stringify([id, VERSION, await soundNetworkIdentity(card)]));
      return {
        record: { name: id, kind: 'deep', columns: columns.length, identity, network: recordOf(card) },
        ...{ columns, specification, needs: ['sound'], moment: null, sinceReference: false, table: null },
        ...{ regions: [], byRegion: [specification] },
        open() {
          const collector = collectSound();
          let found: { readonly values: Float32Array } | { readonly reason: string } | null = null;
          const forgotten = { reason: 'there is no sound' };
          return {
            sound(block) {
              found = null;
              collector.sound(block);
            },
            forget(before) {
              found = null;
              collector.forget(before);
            },
            async heard() {
              const joined = collector.joined();
              if ('reason' in joined) {
                found = joined;
                return;
              }
              const { samples, sampleRate } = joined;
              if (sampleRate < input.rate) {
                found = { reason: lowRateReason(sampleRate, input.rate) };
                return;
              }
              const moments = await pool.moments(card, resample(samples, sampleRate, input.rate));
              found = moments.rows > 0 ? { values: statistics(moments) } : { reason: noMoments(card) };
            },
            values() {
              if (!found) {
                const joined = collector.joined();
                return 'reason' in joined ? joined : forgotten;
              }
              return 'reason' in found ? found : { values: found.values, spread: null };
            },
          };
        },
      };
    },
  };
}

function noMoments({ input: { length, rate } }: SoundNetworkCard): string {
  return `no ${(length / rate).toFixed(2)} s of the sound are more than silence`;
}

/** Mean and standard deviation of each column, one behind the other. */
function statistics({ rows, columns, data }: Matrix<Float32Array>): Float32Array {
  const values = new Float32Array(2 * columns);
  for (let c = 0; c < columns; c++) {
    let [sum, squares] = [0, 0];
    for (let r = 0; r < rows; r++) sum += data[r * columns + c];
    const mean = sum / rows;
    for (let r = 0; r < rows; r++) squares += (data[r * columns + c] - mean) ** 2;
    values[2 * c] = mean;
    values[2 * c + 1] = Math.sqrt(squares / rows);
  }
  return values;
}

function recordOf(card: SoundNetworkCard) {
  const { id: name, title, domain, untrained, licence, source } = card;
  return { name, title, domain, untrained, licence, source: describeSource(source), sha256: source.sha256 };
}
