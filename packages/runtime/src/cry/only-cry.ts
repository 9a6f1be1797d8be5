import { collectSound, cryAlone, type SoundBlock, WinceError } from '@wince/core';
import { openSpeechDetector } from '../networks/index.ts';

/**
 * The sound of a row as one block in which everything but cry is zero; see `cryAlone`. The second opinion on whose voice it is comes from the
 * network `silero-vad`.
 *
 * @throws WinceError `no-cry-alone` where nothing of the sound is kept; those of the network
 */
export async function* onlyCry(
  blocks: AsyncIterable<SoundBlock>,
): AsyncGenerator<SoundBlock, void, undefined> {
  const collector = collectSound();
  let time: number | undefined;
  for await (const block of blocks) {
    time ??= block.time;
    collector.sound(block);
  }
  const joined = collector.joined();
  if ('reason' in joined) throw nothingKept(joined.reason);
  const { samples, sampleRate } = joined;
  const detector = await openSpeechDetector();
  try {
    const alone = cryAlone(samples, sampleRate, await detector.hear(samples, sampleRate));
    if (alone.kept.length === 0) throw nothingKept('nothing in it is a cry and no speech');
    yield { time: time ?? 0, sampleRate, samples: alone.samples };
  } finally {
    await detector.close();
  }
}

function nothingKept(reason: string): WinceError {
  return new WinceError('no-cry-alone', `Nothing of the sound is kept: ${reason}.`, {
    hint: 'Without `cry_only`, or --cry-only, all of the sound is used.',
  });
}
