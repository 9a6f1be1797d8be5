/** A step that turns a stored picture into the one that is shown. */
export type HeifStep =
  | { readonly kind: 'rotate'; readonly clockwise: 90 | 180 | 270 }
  | { readonly kind: 'mirror'; readonly swaps: 'rows' | 'columns' }
  | {
      readonly kind: 'crop';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
    };

/** Colours by their numbers in ITU-T H.273. */
export interface CodedColours {
  readonly primaries: number;
  readonly transfer: number;
  readonly matrix: number;
  readonly fullRange: boolean;
}

/** The main picture of a HEIF file, still coded: one piece, or tiles of one size side by side, row by row. */
export interface HeifPicture {
  /** `hvc1` for HEVC, `jpeg`, or what else the file calls it. */
  readonly coding: string;
  /** As stored. */
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly tiles: readonly Uint8Array[];
  /** What the decoder needs to know beforehand: hvcC of ISO 14496-15. */
  readonly configuration: Uint8Array | null;
  readonly colours: CodedColours | null;
  readonly profile: Uint8Array | null;
  readonly steps: readonly HeifStep[];
}

interface Box {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

interface Property {
  readonly type: string;
  readonly body: Uint8Array;
}

/** The most tiles a picture is made of. */
const MOST_TILES = 4096;

/**
 * Reads the boxes of a HEIF file (ISO 23008-12) as far as its main picture needs them.
 *
 * @throws RangeError that says what is wrong with the file, or what of it is not read here
 */
export function readHeif(file: Uint8Array): HeifPicture {
  const reader = bytesOf(file);
  const meta = child(reader, { start: 0, end: file.length }, 'meta');
  // A version and flags stand before its boxes.
  const inside = { start: meta.start + 4, end: meta.end };
  const primary = child(reader, inside, 'pitm');
  const main = reader.u8(primary.start) === 0 ? reader.u16(primary.start + 4) : reader.u32(primary.start + 4);
  const types = itemTypes(reader, child(reader, inside, 'iinf'));
  const data = itemData(reader, inside);
  const properties = itemProperties(reader, child(reader, inside, 'iprp'));
  const own = properties(main);
  const coding = types.get(main) ?? 'none';
  if (coding !== 'grid') {
    const { width, height } = sizeOf(own);
    return { coding, width, height, columns: 1, tiles: [data(main)], ...described(own, own) };
  }
  const grid = bytesOf(data(main));
  const isLarge = (grid.u8(1) & 1) === 1;
  const [rows, columns] = [grid.u8(2) + 1, grid.u8(3) + 1];
  const width = isLarge ? grid.u32(4) : grid.u16(4);
  const height = isLarge ? grid.u32(8) : grid.u16(6);
  const tiles = referencesOf(reader, inside, main);
  if (tiles.length !== rows * columns || tiles.length > MOST_TILES)
    throw new RangeError(`it has ${tiles.length} tiles for ${columns} x ${rows} places`);
  return {
    coding: types.get(tiles[0]) ?? 'none',
    ...{ width, height, columns },
    tiles: tiles.map(data),
    ...described(own, properties(tiles[0])),
  };
}

/** @param own of the main picture @param coded of that which is coded: the picture itself, or a tile of it */
function described(own: readonly Property[], coded: readonly Property[]) {
  const colours = [...own, ...coded].filter(({ type }) => type === 'colr').map(({ body }) => bytesOf(body));
  const numbered = colours.find((body) => body.text(0) === 'nclx');
  const profile = colours.find((body) => ['prof', 'rICC'].includes(body.text(0)));
  return {
    configuration: coded.find(({ type }) => type === 'hvcC')?.body ?? null,
    colours: numbered
      ? {
          ...{ primaries: numbered.u16(4), transfer: numbered.u16(6), matrix: numbered.u16(8) },
          fullRange: numbered.u8(10) >= 128,
        }
      : null,
    profile: profile ? profile.slice(4) : null,
    steps: stepsOf(own),
  };
}

function sizeOf(properties: readonly Property[]): { readonly width: number; readonly height: number } {
  const size = properties.find(({ type }) => type === 'ispe');
  if (!size) throw new RangeError('it does not give the size of its picture');
  const body = bytesOf(size.body);
  return { width: body.u32(4), height: body.u32(8) };
}

/** In the order in which the file wants them. */
function stepsOf(properties: readonly Property[]): readonly HeifStep[] {
  let size: { width: number; height: number } | null = null;
  const steps: HeifStep[] = [];
  for (const { type, body } of properties) {
    const bytes = bytesOf(body);
    if (type === 'ispe') size = { width: bytes.u32(4), height: bytes.u32(8) };
    // The file counts against the clock.
    const quarters = type === 'irot' ? bytes.u8(0) & 3 : 0;
    if (quarters > 0) steps.push({ kind: 'rotate', clockwise: QUARTERS[quarters] });
    if (type === 'imir') steps.push({ kind: 'mirror', swaps: (bytes.u8(0) & 1) === 0 ? 'rows' : 'columns' });
    if (type === 'clap' && size) steps.push(cropOf(bytes, size));
  }
  return steps;
}

const QUARTERS = [90, 270, 180, 90] as const;

/** ISO 14496-12, 12.1.4: a size, and how far its middle is from that of the picture, as fractions. */
function cropOf(bytes: ReturnType<typeof bytesOf>, size: { width: number; height: number }): HeifStep {
  const fraction = (at: number) => bytes.i32(at) / Math.max(1, bytes.u32(at + 4));
  const width = Math.max(1, Math.min(size.width, Math.round(fraction(0))));
  const height = Math.max(1, Math.min(size.height, Math.round(fraction(8))));
  const place = (whole: number, part: number, offset: number) =>
    Math.max(0, Math.min(whole - part, Math.round((whole - part) / 2 + offset)));
  return {
    kind: 'crop',
    ...{ x: place(size.width, width, fraction(16)), y: place(size.height, height, fraction(24)) },
    ...{ width, height },
  };
}

function itemTypes(reader: ReturnType<typeof bytesOf>, box: Box): ReadonlyMap<number, string> {
  const types = new Map<number, string>();
  const first = box.start + (reader.u8(box.start) === 0 ? 6 : 8);
  for (const { type, start } of boxesIn(reader, { start: first, end: box.end })) {
    if (type !== 'infe') continue;
    const version = reader.u8(start);
    if (version < 2) continue;
    const id = version === 2 ? reader.u16(start + 4) : reader.u32(start + 4);
    types.set(id, reader.text(start + (version === 2 ? 8 : 10)));
  }
  return types;
}

/** ISO 14496-12, 8.11.3: where the bytes of each item stand, in the file or in the box `idat`. */
function itemData(
  reader: ReturnType<typeof bytesOf>,
  inside: { readonly start: number; readonly end: number },
): (id: number) => Uint8Array {
  const box = child(reader, inside, 'iloc');
  const version = reader.u8(box.start);
  const sizes = reader.u16(box.start + 4);
  const [offsetSize, lengthSize, baseSize] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15];
  const indexSize = version > 0 ? sizes & 15 : 0;
  let at = box.start + 6;
  const take = (size: number): number => {
    at += size;
    return size === 0 ? 0 : reader.number(at - size, size);
  };
  const places = new Map<number, { method: number; parts: { offset: number; length: number }[] }>();
  const count = take(version < 2 ? 2 : 4);
  for (let i = 0; i < count && at < box.end; i++) {
    const id = take(version < 2 ? 2 : 4);
    const method = version > 0 ? take(2) & 15 : 0;
    take(2);
    const base = take(baseSize);
    const parts: { offset: number; length: number }[] = [];
    const extents = take(2);
    for (let k = 0; k < extents && at < box.end; k++) {
      take(indexSize);
      parts.push({ offset: base + take(offsetSize), length: take(lengthSize) });
    }
    places.set(id, { method, parts });
  }
  return (id) => {
    const place = places.get(id);
    if (!place || place.method > 1) throw new RangeError(`item ${id} is not in the file`);
    const from = place.method === 1 ? child(reader, inside, 'idat').start : 0;
    const parts = place.parts.map(({ offset, length }) => {
      const end = length === 0 ? reader.length : from + offset + length;
      if (end > reader.length) throw new RangeError(`item ${id} ends behind the file`);
      return reader.between(from + offset, end);
    });
    return parts.length === 1 ? parts[0] : Buffer.concat(parts);
  };
}

/** ISO 14496-12, 8.11.14: the properties of each item, in the order in which it names them. */
function itemProperties(reader: ReturnType<typeof bytesOf>, box: Box): (id: number) => readonly Property[] {
  const all = [...boxesIn(reader, child(reader, box, 'ipco'))].map(({ type, start, end }) => ({
    type,
    body: reader.between(start, end),
  }));
  const named = new Map<number, Property[]>();
  for (const { type, start, end } of boxesIn(reader, box)) {
    if (type !== 'ipma') continue;
    const version = reader.u8(start);
    const isWide = (reader.u32(start) & 1) === 1;
    let at = start + 8;
    for (let i = reader.u32(start + 4); i > 0 && at < end; i--) {
      const id = version < 1 ? reader.u16(at) : reader.u32(at);
      at += version < 1 ? 2 : 4;
      const own = named.get(id) ?? [];
      for (let count = reader.u8(at++); count > 0 && at < end; count--) {
        const index = isWide ? reader.u16(at) & 0x7fff : reader.u8(at) & 0x7f;
        at += isWide ? 2 : 1;
        if (index > 0 && index <= all.length) own.push(all[index - 1]);
      }
      named.set(id, own);
    }
  }
  return (id) => named.get(id) ?? [];
}

/** The items that a derived picture is made of. */
function referencesOf(
  reader: ReturnType<typeof bytesOf>,
  inside: { readonly start: number; readonly end: number },
  from: number,
): readonly number[] {
  const box = child(reader, inside, 'iref');
  const idSize = reader.u8(box.start) === 0 ? 2 : 4;
  for (const { type, start } of boxesIn(reader, { start: box.start + 4, end: box.end })) {
    if (type !== 'dimg' || reader.number(start, idSize) !== from) continue;
    const count = reader.u16(start + idSize);
    return Array.from({ length: count }, (_, i) => reader.number(start + idSize + 2 + i * idSize, idSize));
  }
  return [];
}

function child(
  reader: ReturnType<typeof bytesOf>,
  place: { readonly start: number; readonly end: number },
  type: string,
): Box {
  for (const box of boxesIn(reader, place)) if (box.type === type) return box;
  throw new RangeError(`it has no box "${type}"`);
}

function* boxesIn(
  reader: ReturnType<typeof bytesOf>,
  { start, end }: { readonly start: number; readonly end: number },
): Generator<Box> {
  for (let at = start; at + 8 <= end; ) {
    let length = reader.u32(at);
    let head = 8;
    if (length === 1) {
      length = reader.number(at + 8, 8);
      head = 16;
    } else if (length === 0) length = end - at;
    if (length < head || at + length > end) throw new RangeError('a box ends behind the box around it');
    yield { type: reader.text(at + 4), start: at + head, end: at + length };
    at += length;
  }
}

/** Numbers in bytes, the highest byte first. @throws RangeError behind the end */
function bytesOf(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const number = (at: number, size: number): number => {
    let value = 0;
    for (let i = 0; i < size; i++) value = value * 256 + view.getUint8(at + i);
    return value;
  };
  return {
    length: bytes.length,
    u8: (at: number) => view.getUint8(at),
    u16: (at: number) => view.getUint16(at),
    u32: (at: number) => view.getUint32(at),
    i32: (at: number) => view.getInt32(at),
    number,
    text: (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4)),
    between: (start: number, end: number) => bytes.subarray(start, end),
    slice: (start: number) => bytes.slice(start),
  };
}
