import { unitsOfConfiguration, unitsWithLengths, unitsWithStartCodes } from './units.ts';

/** Tells packets of H.264 that hold fields: rows of two times, of which a packet may hold one half. */
export interface FieldReader {
  /** Whether all frames are coded as frames, as far as the parameter sets that came say so; false where none came. */
  readonly framesOnly: () => boolean;
  /**
   * Whether the packet, the next in the order of decoding, is a field, or a frame whose blocks may be fields (MBAFF): decoders call its frame
   * interlaced.
   */
  isInterlaced(packet: Uint8Array): boolean;
  /** Whether the packet, the next in the order of decoding, is the other half of the one before it. */
  isSecondField(packet: Uint8Array): boolean;
}

/** The fields of a sequence parameter set that a slice header needs. */
interface SequenceSet {
  /** Bits of `frame_num`. */
  readonly frameNumberBits: number;
  readonly framesOnly: boolean;
  /** Whether the blocks of a frame may be fields. */
  readonly adaptive: boolean;
  readonly separatePlanes: boolean;
}

interface FieldSlice {
  readonly frameNumber: number;
  readonly isBottom: boolean;
}

const [SLICE, IDR_SLICE, SEQUENCE_SET, PICTURE_SET] = [1, 5, 7, 8];

/** Profiles whose sequence parameter sets say more (ITU-T H.264, 7.3.2.1.1). */
const HIGH_PROFILES = [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135];

/**
 * Reads the first slice header of each packet as far as needed (ITU-T H.264, 7.3.3). A stream whose frames are all coded as
 * frames costs nothing.
 *
 * @param extra the codec's parameter sets, as the container has them: avcC (ISO 14496-15, 5.3.3.1) or with start codes
 */
export function fieldReader(extra: Uint8Array | null): FieldReader {
  const sequences = new Map<number, SequenceSet>();
  const pictures = new Map<number, number>();
  let lengthBytes = 0;
  let first: FieldSlice | null = null;

  const learn = (unit: Uint8Array): void => {
    const type = unit[0] & 31;
    if (type === SEQUENCE_SET) {
      const { id, set } = readSequenceSet(unit);
      sequences.set(id, set);
    } else if (type === PICTURE_SET) {
      const bits = bitReader(unit.subarray(1, 16));
      const id = bits.golomb();
      pictures.set(id, bits.golomb());
    }
  };
  if (extra && extra.length > 6 && extra[0] === 1) {
    lengthBytes = (extra[4] & 3) + 1;
    for (const unit of unitsOfConfiguration(extra)) learn(unit);
  } else if (extra) for (const unit of unitsWithStartCodes(extra)) learn(unit);
  if (sequences.size > 0 && [...sequences.values()].every(({ framesOnly }) => framesOnly))
    return { framesOnly: () => true, isInterlaced: () => false, isSecondField: () => false };

  /** The field of a slice, or what its frame is. */
  const sliceOf = (unit: Uint8Array): FieldSlice | 'frame' | 'adaptive frame' => {
    const bits = bitReader(unit.subarray(1, 24));
    bits.golomb();
    bits.golomb();
    const set = sequences.get(pictures.get(bits.golomb()) ?? -1);
    if (!set || set.framesOnly) return 'frame';
    if (set.separatePlanes) bits.read(2);
    const frameNumber = bits.read(set.frameNumberBits);
    if (bits.read(1) === 0) return set.adaptive ? 'adaptive frame' : 'frame';
    return { frameNumber, isBottom: bits.read(1) === 1 };
  };
  /** The first slice of a packet; null without one. */
  const firstSliceOf = (packet: Uint8Array) => {
    const units = lengthBytes > 0 ? unitsWithLengths(packet, lengthBytes) : unitsWithStartCodes(packet);
    for (const unit of units) {
      const type = unit[0] & 31;
      if (type === SEQUENCE_SET || type === PICTURE_SET) learn(unit);
      if (type === SLICE || type === IDR_SLICE) return sliceOf(unit);
    }
    return null;
  };
  return {
    framesOnly: () => sequences.size > 0 && [...sequences.values()].every((set) => set.framesOnly),
    isInterlaced(packet) {
      const slice = firstSliceOf(packet);
      return slice !== null && slice !== 'frame';
    },
    isSecondField(packet) {
      const slice = firstSliceOf(packet);
      if (slice === null) return false;
      const field = typeof slice === 'string' ? null : slice;
      const isSecond =
        field !== null &&
        first !== null &&
        field.frameNumber === first.frameNumber &&
        field.isBottom !== first.isBottom;
      first = isSecond ? null : field;
      return isSecond;
    },
  };
}

function readSequenceSet(unit: Uint8Array): { readonly id: number; readonly set: SequenceSet } {
  const bits = bitReader(unit.subarray(1));
  const profile = bits.read(8);
  bits.read(16);
  const id = bits.golomb();
  let separatePlanes = false;
  if (HIGH_PROFILES.includes(profile)) {
    const chroma = bits.golomb();
    if (chroma === 3) separatePlanes = bits.read(1) === 1;
    bits.golomb();
    bits.golomb();
    bits.read(1);
    if (bits.read(1) === 1) {
      for (let list = 0; list < (chroma === 3 ? 12 : 8); list++)
        if (bits.read(1) === 1) skipScalingList(bits, list < 6 ? 16 : 64);
    }
  }
  const frameNumberBits = bits.golomb() + 4;
  const order = bits.golomb();
  if (order === 0) bits.golomb();
  else if (order === 1) {
    bits.read(1);
    bits.golomb();
    bits.golomb();
    const cycle = Math.min(255, bits.golomb());
    for (let i = 0; i < cycle; i++) bits.golomb();
  }
  bits.golomb();
  bits.read(1);
  bits.golomb();
  bits.golomb();
  const framesOnly = bits.read(1) === 1;
  const adaptive = !framesOnly && bits.read(1) === 1;
  return { id, set: { frameNumberBits, framesOnly, adaptive, separatePlanes } };
}

function skipScalingList(bits: BitReader, size: number): void {
  let [last, next] = [8, 8];
  for (let i = 0; i < size; i++) {
    if (next !== 0) next = (last + bits.signedGolomb() + 256) % 256;
    if (next !== 0) last = next;
  }
}

interface BitReader {
  /** The next bits as a number; zeros behind the end. */
  read(count: number): number;
  /** An unsigned number in Exp-Golomb code. */
  golomb(): number;
  signedGolomb(): number;
}

/** @param bytes of a unit behind its first one, with the bytes that keep start codes from arising */
function bitReader(bytes: Uint8Array): BitReader {
  const plain = bytes.filter(
    (byte, i) => !(byte === 3 && i >= 2 && bytes[i - 1] === 0 && bytes[i - 2] === 0),
  );
  let at = 0;
  const read = (count: number): number => {
    let value = 0;
    for (let i = 0; i < count; i++, at++) value = value * 2 + (((plain[at >> 3] ?? 0) >> (7 - (at & 7))) & 1);
    return value;
  };
  const golomb = (): number => {
    let zeros = 0;
    while (zeros < 32 && at < plain.length * 8 && read(1) === 0) zeros++;
    return 2 ** zeros - 1 + read(zeros);
  };
  return {
    read,
    golomb,
    signedGolomb() {
      const value = golomb();
      return value % 2 === 1 ? (value + 1) / 2 : -value / 2;
    },
  };
}
