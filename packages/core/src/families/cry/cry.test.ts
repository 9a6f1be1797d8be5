import { expect, test } from 'vitest';
import { clipParameters } from '../clip-parameters.ts';
import { cry } from './cry.ts';

test('sound of more than an hour has a reason, and is not held', async () => {
  const clips = clipParameters.parse({});
  const plan = await cry.plan('cry', { clips, plan: () => Promise.reject(new Error('no other family')) });
  const describe = () => Promise.reject(new Error('no face'));
  const row = { kind: 'clip', reference: false, keyFrames: [] } as const;
  const observer = plan.open({ clips, describe });
  const samples = new Float32Array(100);
  for (let time = 0; time <= 3700; time++) await observer.sound?.({ time, sampleRate: 100, samples });
  expect(observer.values(row)).toEqual({
    reason: 'the sound is longer than 60 minutes: name intervals of it',
  });
  // A monitor forgets, and never holds an hour.
  const monitored = plan.open({ clips, describe });
  for (let time = 0; time <= 3700; time++) {
    await monitored.sound?.({ time, sampleRate: 100, samples });
    monitored.forget(time - 10);
  }
  expect(monitored.values(row)).toEqual({ reason: expect.not.stringContaining('longer') });
});
