import { expect, test } from 'vitest';
import { readStructure } from './container.ts';

/** A box of ISO 14496-12. `length` overrides what its header claims; 1 is followed by 64 bits. */
function box(type: string, content: number[] | Buffer = [], length?: number): Buffer {
  const body = Buffer.from(content);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(length ?? body.length + 8, 0);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
}

/** A chunk of RIFF. */
function riff(type: string, content: Buffer, length = content.length + 4): Buffer {
  const head = Buffer.alloc(12);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(length, 4);
  head.write(type, 8, 'latin1');
  return Buffer.concat([head, content]);
}

const structure = (bytes: Buffer) =>
  readStructure(async (offset, length) => bytes.subarray(offset, offset + length), bytes.length);

const ftyp = box('ftyp', Buffer.from('isom\0\0\0\0', 'latin1'));
const quicktime = box('ftyp', Buffer.from('qt  \0\0\0\0', 'latin1'));
const ebml = (type: string, ...segment: number[]) =>
  Buffer.from([
    0x1a,
    0x45,
    0xdf,
    0xa3,
    0x80 + type.length,
    ...Buffer.from(type),
    0x18,
    0x53,
    0x80,
    0x67,
    ...segment,
  ]);
const entry = (name: string) =>
  box('stsd', Buffer.concat([Buffer.from([0, 0, 0, 0, 0, 0, 0, 1]), box(name)]));
const track = (name: string) => box('moov', box('trak', box('mdia', box('minf', box('stbl', entry(name))))));

test.each<[string, Buffer, object | undefined]>([
  [
    'index and data',
    Buffer.concat([ftyp, box('moov'), box('mdat', [1, 2])]),
    { container: 'mp4', missingBytes: 0, withoutIndex: false },
  ],
  ['QuickTime', Buffer.concat([quicktime, box('moov')]), { container: 'mov', withoutIndex: false }],
  ['no index', Buffer.concat([ftyp, box('mdat', [1, 2])]), { missingBytes: 0, withoutIndex: true }],
  [
    'data that is cut off',
    Buffer.concat([ftyp, box('moov'), box('mdat', [1, 2], 50)]),
    { missingBytes: 40, withoutIndex: false },
  ],
  [
    'an index that is cut off',
    Buffer.concat([ftyp, box('mdat'), box('moov', [1], 50)]),
    { missingBytes: 41, withoutIndex: true },
  ],
  [
    'data up to the end of the file',
    Buffer.concat([ftyp, box('moov'), box('mdat', [1, 2, 3], 0)]),
    { missingBytes: 0 },
  ],
  [
    'a length of 64 bits',
    Buffer.concat([ftyp, box('moov'), box('mdat', [0, 0, 0, 0, 0, 0, 0, 30], 1)]),
    { missingBytes: 14 },
  ],
  ['fragments', Buffer.concat([ftyp, box('moof'), box('mdat')]), { withoutIndex: false }],
  ['a track in clear', Buffer.concat([ftyp, track('avc1')]), { isEncrypted: false }],
  ['a protected track', Buffer.concat([ftyp, track('encv')]), { isEncrypted: true }],
  [
    'a box of no length',
    Buffer.concat([ftyp, box('moov'), box('free', [1], 3)]),
    { missingBytes: 0, withoutIndex: false },
  ],
  ['WebM', ebml('webm', 0x82, 1, 2), { container: 'webm', missingBytes: 0 }],
  ['Matroska that is cut off', ebml('matroska', 0x85, 1, 2), { container: 'matroska', missingBytes: 3 }],
  [
    'Matroska of unknown length',
    ebml('matroska', 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1),
    { missingBytes: 0 },
  ],
  ['AVI', riff('AVI ', Buffer.alloc(10)), { container: 'avi', missingBytes: 0 }],
  [
    'AVI in two parts',
    Buffer.concat([riff('AVI ', Buffer.alloc(10)), riff('AVIX', Buffer.alloc(4), 20)]),
    { missingBytes: 12 },
  ],
  ['AVI of unknown length', riff('AVI ', Buffer.alloc(10), 0), { missingBytes: 0 }],
  [
    'a transport stream',
    Buffer.from(Array.from({ length: 188 * 3 }, (_, i) => (i % 188 === 0 ? 0x47 : 0))),
    { container: 'mpeg-ts' },
  ],
  ['a program stream', Buffer.from([0, 0, 1, 0xba, 0x44]), { container: 'mpeg-ps' }],
  [
    'a HEIC picture',
    Buffer.concat([box('ftyp', Buffer.from('heic\0\0\0\0', 'latin1')), box('mdat')]),
    undefined,
  ],
  ['an AVIF picture', box('ftyp', Buffer.from('avif\0\0\0\0', 'latin1')), undefined],
  ['sound in RIFF', riff('WAVE', Buffer.alloc(10)), undefined],
  ['text', Buffer.from('path,subject,label\n'), undefined],
  ['nothing', Buffer.alloc(0), undefined],
])('%s', async (_, bytes, expected) => {
  const found = await structure(bytes);
  if (expected) expect(found).toMatchObject(expected);
  else expect(found).toBeUndefined();
});
