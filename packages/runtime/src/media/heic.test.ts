import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FF_ENCODER_LIBX265 } from 'node-av/constants';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodePicture } from './picture.ts';
import { recordingKind } from './recording-kind.ts';
import { packetsOf, shown, writeDrawnVideo } from './video.fixture.ts';

let folder = '';
/** Tiles of 64 x 64, each of one grey, coded as HEVC. */
let tiles: readonly Uint8Array[];
let configuration: Uint8Array;
const GREYS = [60, 100, 140, 180, 210, 235];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-heic-'));
  const path = join(folder, 'tiles.mp4');
  await writeDrawnVideo(path, {
    ...{ encoder: FF_ENCODER_LIBX265, width: 64, height: 64, times: GREYS.map((_, k) => k) },
    settings: { 'x265-params': 'log-level=none:keyint=1:crf=8:repeat-headers=0' },
    luma: (k, width, height) => new Uint8Array(width * height).fill(GREYS[k]),
  });
  const bytes = Uint8Array.from(await readFile(path));
  tiles = (await packetsOf(path)).map(({ first, length }) => bytes.slice(first, first + length));
  const at = Buffer.from(bytes).indexOf('hvcC', 0, 'latin1');
  const length = new DataView(bytes.buffer).getUint32(at - 4);
  configuration = bytes.slice(at + 4, at - 4 + length);
});
afterAll(() => rm(folder, { recursive: true }));

const number = (value: number, size: number): Buffer => {
  const bytes = Buffer.alloc(size);
  bytes.writeUIntBE(value, 0, size);
  return bytes;
};
const box = (type: string, ...body: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(body);
  return Buffer.concat([number(8 + content.length, 4), Buffer.from(type, 'latin1'), content]);
};
const full = (type: string, version: number, flags: number, ...body: readonly Uint8Array[]): Buffer =>
  box(type, number(version, 1), number(flags, 3), ...body);

interface Made {
  readonly columns: number;
  readonly rows: number;
  readonly width: number;
  readonly height: number;
  readonly properties?: readonly Uint8Array[];
}

/** A file as phones write it: tiles, and an item that puts them together. */
function heic({ columns, rows, width, height, properties = [] }: Made): Buffer {
  const count = columns * rows;
  const main = count + 1;
  const own = [box('hvcC', configuration), full('ispe', 0, 0, number(64, 4), number(64, 4))];
  const whole = [full('ispe', 0, 0, number(width, 4), number(height, 4)), ...properties];
  const item = (id: number, type: string) =>
    full('infe', 2, 0, number(id, 2), number(0, 2), Buffer.from(`${type}\0`, 'latin1'));
  const of = (id: number, indices: readonly number[]) =>
    Buffer.concat([number(id, 2), number(indices.length, 1), ...indices.map((index) => number(index, 1))]);
  const ids = Array.from({ length: count }, (_, i) => i + 1);
  const grid = Buffer.concat([
    ...[number(0, 2), number(rows - 1, 1), number(columns - 1, 1), number(width, 2), number(height, 2)],
  ]);
  const head = box('ftyp', Buffer.from('heic\0\0\0\0mif1heic', 'latin1'));
  const meta = (offset: number) => {
    let at = offset;
    const places = ids.map((id) => {
      const { length } = tiles[id - 1];
      const place = [number(id, 2), number(0, 4), number(1, 2), number(at, 4), number(length, 4)];
      at += length;
      return Buffer.concat(place);
    });
    // The main item lies in the box of data of the boxes themselves.
    const inside = [number(main, 2), number(1, 2), number(0, 2), number(1, 2), number(0, 4)];
    return full(
      'meta',
      0,
      0,
      full('hdlr', 0, 0, number(0, 4), Buffer.from('pict', 'latin1'), Buffer.alloc(13)),
      full('pitm', 0, 0, number(main, 2)),
      full('iinf', 0, 0, number(main, 2), ...ids.map((id) => item(id, 'hvc1')), item(main, 'grid')),
      full('iref', 0, 0, box('dimg', number(main, 2), number(count, 2), ...ids.map((id) => number(id, 2)))),
      box(
        'iprp',
        box('ipco', ...own, ...whole),
        full(
          ...(['ipma', 0, 0] as const),
          number(main, 4),
          ...ids.map((id) => of(id, [1, 2])),
          of(
            main,
            whole.map((_, i) => own.length + 1 + i),
          ),
        ),
      ),
      box('idat', grid),
      full(
        ...(['iloc', 1, 0] as const),
        number(0x4400, 2),
        number(main, 2),
        ...places,
        Buffer.concat([...inside, number(grid.length, 4)]),
      ),
    );
  };
  const start = head.length + meta(0).length + 8;
  return Buffer.concat([head, meta(start), box('mdat', ...tiles.slice(0, count))]);
}

/** Greys in the middle of each 64 x 64, row by row. */
async function greysOf(file: Uint8Array) {
  const { image, type } = await decodePicture(file);
  expect(type).toBe('heic');
  const found: number[] = [];
  for (let y = 32; y < image.height; y += 64)
    for (let x = 32; x < image.width; x += 64) found.push(image.data[3 * (y * image.width + x)]);
  return { size: [image.width, image.height], found };
}

const near = (luma: readonly number[]) =>
  luma.map((value) => expect.closeTo(shown(value), -0.5) as unknown as number);

test.each<{ what: string; made: Made; size: readonly number[]; seen: readonly number[] }>([
  {
    what: 'tiles side by side',
    made: { columns: 3, rows: 2, width: 192, height: 128 },
    size: [192, 128],
    seen: GREYS,
  },
  {
    what: 'tiles that reach beyond the picture',
    made: { columns: 2, rows: 2, width: 100, height: 110 },
    size: [100, 110],
    seen: GREYS.slice(0, 4),
  },
  {
    what: 'turned by 90 degrees clockwise',
    made: {
      ...{ columns: 2, rows: 1, width: 128, height: 64 },
      properties: [box('irot', number(3, 1))],
    },
    size: [64, 128],
    seen: GREYS.slice(0, 2),
  },
  {
    what: 'turned by 90 degrees the other way',
    made: {
      ...{ columns: 2, rows: 1, width: 128, height: 64 },
      properties: [box('irot', number(1, 1))],
    },
    size: [64, 128],
    seen: [GREYS[1], GREYS[0]],
  },
  {
    what: 'mirrored',
    made: {
      ...{ columns: 2, rows: 1, width: 128, height: 64 },
      properties: [box('imir', number(1, 1))],
    },
    size: [128, 64],
    seen: [GREYS[1], GREYS[0]],
  },
])('$what', async ({ made, size, seen }) => {
  const found = await greysOf(heic(made));
  expect(found.size).toEqual(size);
  expect(found.found).toEqual(near(seen));
});

test('the colour profile of the file counts', async () => {
  const plain = sharp({ create: { width: 8, height: 8, channels: 3, background: '#808080' } });
  const { icc } = await sharp(await plain.withIccProfile('p3').png().toBuffer()).metadata();
  const profile = box('colr', Buffer.from('prof', 'latin1'), icc ?? new Uint8Array());
  const made = { columns: 1, rows: 1, width: 64, height: 64, properties: [profile] };
  // Grey is grey in both.
  expect((await greysOf(heic(made))).found).toEqual(near([GREYS[0]]));
});

test.each([
  ['its end', (file: Buffer) => file.subarray(0, -20)],
  ['most of it', (file: Buffer) => file.subarray(0, 400)],
  ['its boxes', (file: Buffer) => file.subarray(0, 40)],
  ['a tile', (file: Buffer) => Buffer.concat([file.subarray(0, -150), Buffer.alloc(150, 0xff)])],
])('a file that lost %s is damaged', async (_, damage) => {
  const file = heic({ columns: 3, rows: 2, width: 192, height: 128 });
  await expect(decodePicture(damage(file), { name: 'phone.heic' })).rejects.toMatchObject({
    code: 'damaged-picture',
    message: expect.stringContaining('phone.heic'),
  });
});

test('a size that is too large is refused before anything is decoded', async () => {
  const file = heic({ columns: 3, rows: 2, width: 60_000, height: 60_000 });
  await expect(decodePicture(file)).rejects.toMatchObject({ code: 'picture-too-large' });
});

test('AVIF is read, and both are pictures', async () => {
  const raw = { width: 64, height: 48, channels: 3 as const };
  const file = await sharp(Buffer.alloc(64 * 48 * 3, 120), { raw })
    .avif({ quality: 90 })
    .toBuffer();
  const { image, type } = await decodePicture(file);
  expect([type, image.width, image.height]).toEqual(['avif', 64, 48]);
  expect(Math.abs(image.data[0] - 120)).toBeLessThan(3);
  const path = join(folder, 'named-as-video.mp4');
  await writeFile(path, heic({ columns: 1, rows: 1, width: 64, height: 64 }));
  expect(await recordingKind(path)).toBe('picture');
});
