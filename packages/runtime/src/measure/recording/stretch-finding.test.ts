import { expect, test } from 'vitest';
import { bothPartial } from './stretch-finding.ts';

test.each([
  ['nothing of either', null, null, null],
  ['of pictures', 'a.mp4 was cut off.', null, 'a.mp4 was cut off.'],
  ['of sound', null, '2 packets are broken.', '2 packets are broken.'],
  ['of both', 'a.mp4 was cut off.', '2 packets are broken.', 'a.mp4 was cut off. 2 packets are broken.'],
  [
    'the same of both',
    'a.mp4 was cut off. 3 frames are lost.',
    'a.mp4 was cut off.',
    'a.mp4 was cut off. 3 frames are lost.',
  ],
])('what is missing, %s, is said once', (_, pictures, sound, said) => {
  expect(bothPartial(pictures, sound)).toBe(said);
});
