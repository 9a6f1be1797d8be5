import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base64 } from './base64.ts';

test('is what Node makes of the same bytes, and comes back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(base64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
    }),
  );
});
