import fc from 'fast-check';
import { expect, it } from 'vitest';
import { closingPayload, openSocketReader, type SocketMessage, socketFrame } from './socket-frames.ts';

/** A frame as a client sends it. */
function clientFrame(
  opcode: number,
  payload: Uint8Array,
  { isLast = true, isMasked = true }: { isLast?: boolean; isMasked?: boolean } = {},
): Buffer {
  const { length } = payload;
  const size =
    length < 126
      ? Buffer.of(length)
      : length < 65_536
        ? Buffer.of(126, length >> 8, length & 255)
        : Buffer.from([127, 0, 0, 0, 0, ...[24, 16, 8, 0].map((bits) => (length >>> bits) & 255)]);
  size[0] |= isMasked ? 128 : 0;
  const mask = Buffer.of(7, 250, 31, 2);
  const body = Buffer.from(payload.map((byte, i) => (isMasked ? byte ^ mask[i % 4] : byte)));
  return Buffer.concat([Buffer.of(opcode | (isLast ? 128 : 0)), size, ...(isMasked ? [mask] : []), body]);
}

const binary = (bytes: Uint8Array): SocketMessage => ({ kind: 'binary', bytes: Buffer.from(bytes) });

it('messages come out as they were sent, in whatever pieces their bytes and their frames arrive', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 97 }),
      (payloads, step) => {
        const sent = Buffer.concat(
          payloads.flatMap((payload) => {
            const cut = payload.length >> 1;
            return [
              clientFrame(2, payload.subarray(0, cut), { isLast: false }),
              clientFrame(9, Buffer.from('still here')),
              clientFrame(0, payload.subarray(cut)),
            ];
          }),
        );
        const reader = openSocketReader(1000);
        const heard: SocketMessage[] = [];
        for (let at = 0; at < sent.length; at += step)
          heard.push(...reader.push(sent.subarray(at, at + step)));
        expect(heard.filter(({ kind }) => kind === 'binary')).toEqual(payloads.map(binary));
        expect(heard.filter(({ kind }) => kind === 'ping')).toHaveLength(payloads.length);
      },
    ),
    { numRuns: 50 },
  );
});

it('a message of 70,000 bytes has its length in eight bytes, and an answer too', () => {
  const payload = new Uint8Array(70_000).fill(5);
  expect(openSocketReader(80_000).push(clientFrame(2, payload))).toEqual([binary(payload)]);
  const frame = socketFrame('text', Buffer.from(payload));
  expect([frame[0], frame[1], frame.readBigUInt64BE(2), frame.length]).toEqual([129, 127, 70_000n, 70_010]);
  expect([...closingPayload(1009, 'too long').subarray(0, 2)]).toEqual([3, 241]);
});

it.each([
  ['that is not masked', clientFrame(2, Buffer.of(1), { isMasked: false }), 1002],
  ['of an extension', Buffer.of(128 | 64 | 2, 128, 0, 0, 0, 0), 1002],
  ['of an unknown kind', clientFrame(3, Buffer.of(1)), 1002],
  ['that goes on with nothing', clientFrame(0, Buffer.of(1)), 1002],
  [
    'that begins within another message',
    Buffer.concat([clientFrame(2, Buffer.of(1), { isLast: false }), clientFrame(2, Buffer.of(1))]),
    1002,
  ],
  ['of control that is too long', clientFrame(9, Buffer.alloc(126)), 1002],
  ['of text that is no UTF-8', clientFrame(1, Buffer.of(0xff)), 1007],
  ['whose head claims exabytes', Buffer.of(130, 255, 127, 255, 255, 255, 255, 255, 255, 255), 1009],
  [
    'that makes a message too long with those before it',
    Buffer.concat([
      clientFrame(2, Buffer.alloc(60), { isLast: false }),
      clientFrame(0, Buffer.alloc(60), { isLast: false }),
    ]),
    1009,
  ],
])('a frame %s ends the connection', (_, bytes, code) => {
  expect(() => openSocketReader(100).push(bytes)).toThrow(expect.objectContaining({ code }));
});
