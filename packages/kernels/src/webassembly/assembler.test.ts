import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as code from './assembler.ts';
import { type Code, type FunctionCode, functionCode, get, i32, moduleOf } from './assembler.ts';
import { type Instance, instantiate } from './instance.ts';

const OUT = 256;

function opened(...functions: readonly FunctionCode[]): Instance {
  const instance = instantiate(moduleOf(functions));
  if (!instance) throw new Error('this machine compiles no WebAssembly, or not these bytes');
  return instance;
}

type Numbers = Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer>;

/** A function of 16 bytes each, which stand at 0, 16, 32 and so on when it is called. */
function vectorFunction(
  value: (...operands: readonly Code[]) => Code,
): (...inputs: Numbers[]) => ArrayBuffer {
  return storing((addresses) => value(...addresses.map((address) => code.load(address))));
}

/** A function of a 32-bit integer each, its result in four lanes. */
function integerFunction(value: (...operands: readonly Code[]) => Code): (...inputs: number[]) => number {
  const run = storing((addresses) =>
    code.i32x4Splat(value(...addresses.map((address) => code.i32Load(address)))),
  );
  return (...inputs) => new Int32Array(run(...inputs.map((input) => Int32Array.of(input))))[0];
}

function storing(value: (addresses: readonly Code[]) => Code): (...inputs: Numbers[]) => ArrayBuffer {
  const instance = opened(
    functionCode('f', 5, ([a, b, c, d, out]) => [
      code.store(get(out), value([a, b, c, d].map((local) => get(local)))),
    ]),
  );
  const run = instance.exported('f');
  return (...inputs) => {
    const bytes = new Uint8Array(instance.buffer());
    inputs.forEach((input, i) => {
      bytes.set(new Uint8Array(input.buffer), 16 * i);
    });
    run(0, 16, 32, 48, OUT);
    return instance.buffer().slice(OUT, OUT + 16);
  };
}

const floats = fc
  .array(fc.float(), { minLength: 4, maxLength: 4 })
  .map((values) => Float32Array.from(values));
const doubles = fc
  .array(fc.double(), { minLength: 2, maxLength: 2 })
  .map((values) => Float64Array.from(values));
const integer = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const integers = fc.array(integer, { minLength: 4, maxLength: 4 }).map((values) => Int32Array.from(values));

describe('expressions on 32-bit integers', () => {
  it.each<[string, (a: Code, b: Code) => Code, (a: number, b: number) => number]>([
    ['i32Add', code.i32Add, (a, b) => (a + b) | 0],
    ['i32Subtract', code.i32Subtract, (a, b) => (a - b) | 0],
    ['i32Times', code.i32Times, Math.imul],
    ['i32Less', code.i32Less, (a, b) => (a < b ? 1 : 0)],
    ['i32ShiftRight', (a) => code.i32ShiftRight(a, 5), (a) => a >> 5],
  ])('%s', (_, instruction, plain) => {
    const run = integerFunction(instruction);
    fc.assert(
      fc.property(integer, integer, (a, b) => {
        expect(run(a, b)).toBe(plain(a, b));
      }),
    );
  });

  it('constants of any size', () => {
    const edges = [6, 7, 13, 14, 20, 21, 27, 28, 31].flatMap((bits) =>
      [-1, 0, 1].flatMap((more) => [2 ** bits + more, -(2 ** bits) + more]),
    );
    for (const value of edges.filter((edge) => edge === (edge | 0)))
      expect(integerFunction(() => i32(value))()).toBe(value);
    fc.assert(
      fc.property(integer, (value) => {
        expect(integerFunction(() => i32(value))()).toBe(value);
      }),
      { numRuns: 20 },
    );
  });
});

describe('expressions on four 32-bit floats', () => {
  const ones = (holds: boolean) => (holds ? -1 : 0);

  it.each<[string, (a: Code, b: Code) => Code, (a: number, b: number) => number]>([
    ['f32x4Add', code.f32x4Add, (a, b) => a + b],
    ['f32x4Subtract', code.f32x4Subtract, (a, b) => a - b],
    ['f32x4Times', code.f32x4Times, (a, b) => a * b],
    ['f32x4Over', code.f32x4Over, (a, b) => a / b],
    ['f32x4Smaller', code.f32x4Smaller, Math.min],
    ['f32x4Larger', code.f32x4Larger, Math.max],
    ['f32x4Floor', code.f32x4Floor, Math.floor],
    ['f32x4Sum', (a, b) => code.f32x4Sum(a, b, a), (a, b) => Math.fround(a + b) + a],
  ])('%s', (_, instruction, plain) => {
    const run = vectorFunction(instruction);
    fc.assert(
      fc.property(floats, floats, (a, b) => {
        expect(new Float32Array(run(a, b))).toEqual(a.map((value, i) => plain(value, b[i])));
      }),
    );
  });

  it.each<[string, (a: Code, b: Code) => Code, (a: number, b: number) => boolean]>([
    ['f32x4Less', code.f32x4Less, (a, b) => a < b],
    ['f32x4AtLeast', code.f32x4AtLeast, (a, b) => a >= b],
  ])('%s', (_, instruction, plain) => {
    const run = vectorFunction(instruction);
    fc.assert(
      fc.property(floats, floats, fc.boolean(), (a, b, same) => {
        const other = same ? a : b;
        const expected = Int32Array.from(a, (value, i) => ones(plain(value, other[i])));
        expect(new Int32Array(run(a, other))).toEqual(expected);
      }),
    );
  });
});

describe('expressions on pairs of 64-bit floats', () => {
  it.each<[string, (a: Code, b: Code) => Code, (a: number, b: number) => number]>([
    ['add', code.add, (a, b) => a + b],
    ['subtract', code.subtract, (a, b) => a - b],
  ])('%s', (_, instruction, plain) => {
    const run = vectorFunction(instruction);
    fc.assert(
      fc.property(doubles, doubles, (a, b) => {
        expect(new Float64Array(run(a, b))).toEqual(a.map((value, i) => plain(value, b[i])));
      }),
    );
  });

  it('lowAsF64 and asF32', () => {
    const widen = vectorFunction((a) => code.lowAsF64(a));
    const narrow = vectorFunction(code.asF32);
    fc.assert(
      fc.property(floats, doubles, doubles, (a, low, high) => {
        expect(new Float64Array(widen(a))).toEqual(Float64Array.of(a[0], a[1]));
        expect(new Float32Array(narrow(low, high))).toEqual(Float32Array.of(...low, ...high));
      }),
    );
  });
});

describe('expressions on four 32-bit integers', () => {
  it.each<[string, (a: Code, b: Code) => Code, (a: number, b: number) => number]>([
    ['i32x4Add', code.i32x4Add, (a, b) => a + b],
    ['i32x4Times', code.i32x4Times, Math.imul],
  ])('%s', (_, instruction, plain) => {
    const run = vectorFunction(instruction);
    fc.assert(
      fc.property(integers, integers, (a, b) => {
        expect(new Int32Array(run(a, b))).toEqual(a.map((value, i) => plain(value, b[i])));
      }),
    );
  });

  it('asF32x4, and asI32x4 towards 0 and within 32 bits', () => {
    const toFloats = vectorFunction(code.asF32x4);
    const toIntegers = vectorFunction(code.asI32x4);
    const within = (value: number) => Math.min(Math.max(Math.trunc(value), -(2 ** 31)), 2 ** 31 - 1);
    fc.assert(
      fc.property(integers, floats, (a, b) => {
        expect(new Float32Array(toFloats(a))).toEqual(Float32Array.from(a));
        expect(new Int32Array(toIntegers(b))).toEqual(
          Int32Array.from(b, (value) => (Number.isNaN(value) ? 0 : within(value))),
        );
      }),
    );
  });

  it('i32x4Splat and i32x4Lane', () => {
    fc.assert(
      fc.property(integers, fc.integer({ min: 0, max: 3 }), (a, lane) => {
        const run = vectorFunction((value) => code.i32x4Splat(code.i32x4Lane(value, lane)));
        expect(new Int32Array(run(a))).toEqual(new Int32Array(4).fill(a[lane]));
      }),
      { numRuns: 20 },
    );
  });
});

describe('bits and lanes', () => {
  it('zeros, both and choose', () => {
    const [nothing, both, choose] = [() => code.zeros, code.both, code.choose].map(vectorFunction);
    fc.assert(
      fc.property(integers, integers, integers, (a, b, mask) => {
        expect(new Int32Array(nothing())).toEqual(new Int32Array(4));
        expect(new Int32Array(both(a, b))).toEqual(a.map((value, i) => value & b[i]));
        expect(new Int32Array(choose(a, b, mask))).toEqual(
          a.map((value, i) => (value & mask[i]) | (b[i] & ~mask[i])),
        );
      }),
    );
  });

  it('lanes of two vectors', () => {
    const picked = fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(integers, integers, picked, (a, b, order) => {
        const run = vectorFunction((p, q) => code.lanes(p, q, ...order));
        expect(new Int32Array(run(a, b))).toEqual(Int32Array.from(order, (lane) => [...a, ...b][lane]));
      }),
      { numRuns: 20 },
    );
  });

  it('withLane32 and withLane64 leave the other lanes', () => {
    for (const lane of [0, 1, 2, 3]) {
      const run = storing(([a, b]) => code.withLane32(code.load(a), b, lane));
      const found = new Int32Array(run(Int32Array.of(1, 2, 3, 4), Int32Array.of(9)));
      expect(found).toEqual(Int32Array.of(1, 2, 3, 4).fill(9, lane, lane + 1));
    }
    for (const lane of [0, 1] as const) {
      const run = storing(([a, b]) => code.withLane64(code.load(a), b, lane));
      const found = new Float64Array(run(Float64Array.of(1, 2), Float64Array.of(9)));
      expect(found).toEqual(Float64Array.of(1, 2).fill(9, lane, lane + 1));
    }
  });
});

describe('memory', () => {
  it.each([0, 4, 124, 128, 16384])('is read and written %d bytes on', (offset) => {
    const instance = opened(
      functionCode('copy', 2, ([from, to]) => [code.store(get(to), code.load(get(from), offset), offset)]),
      functionCode('fill', 2, ([from, to]) => [code.store(get(to), code.loadFourTimes(get(from), offset))]),
      functionCode('integer', 2, ([from, to]) => [
        code.store(get(to), code.i32x4Splat(code.i32Load(get(from), offset))),
      ]),
    );
    const words = new Int32Array(instance.buffer());
    words.set([11, 12, 13, 14], (16 + offset) / 4);
    instance.exported('copy')(16, 64);
    expect(words.slice((64 + offset) / 4, (64 + offset) / 4 + 4)).toEqual(Int32Array.of(11, 12, 13, 14));
    instance.exported('fill')(20, 32768);
    expect(words.slice(8192, 8196)).toEqual(new Int32Array(4).fill(12));
    instance.exported('integer')(24, 32768);
    expect(words.slice(8192, 8196)).toEqual(new Int32Array(4).fill(13));
  });

  it('grows, and keeps what it holds', () => {
    const instance = opened(functionCode('f', 1, () => []));
    new Uint8Array(instance.buffer())[7] = 3;
    instance.grow(200_000);
    expect(instance.buffer().byteLength).toBeGreaterThanOrEqual(200_000);
    expect(new Uint8Array(instance.buffer())[7]).toBe(3);
  });
});

describe('functions', () => {
  it('repeat statements while a condition holds after them', () => {
    const instance = opened(
      functionCode('triangle', 2, ([count, out], locals) => {
        const [sum, term] = locals.integers(2);
        return [
          code.repeatWhile(
            code.i32Less(get(term), get(count)),
            code.move(term, i32(1)),
            code.set(sum, code.i32Add(get(sum), get(term))),
          ),
          code.store(get(out), code.i32x4Splat(get(sum))),
        ];
      }),
    );
    const run = (count: number): number => {
      instance.exported('triangle')(count, OUT);
      return new Int32Array(instance.buffer())[OUT / 4];
    };
    expect([0, 1, 2, 10, 1000].map(run)).toEqual([1, 1, 3, 55, 500500]);
  });

  it('have as many locals as they ask for, of both kinds', () => {
    const count = 200;
    const instance = opened(
      functionCode('f', 1, ([out], locals) => {
        const [integersOf, vectorsOf] = [locals.integers(count), locals.vectors(count)];
        return [
          ...integersOf.map((local, i) => code.set(local, i32(i))),
          ...vectorsOf.map((local, i) => code.set(local, code.i32x4Splat(get(integersOf[i])))),
          ...vectorsOf.map((local, i) => code.store(get(out), get(local), 16 * i)),
        ];
      }),
    );
    instance.exported('f')(OUT);
    const words = new Int32Array(instance.buffer(), OUT, 4 * count);
    expect(words).toEqual(Int32Array.from({ length: 4 * count }, (_, i) => i >> 2));
  });

  it('are found by their names, and no others', () => {
    const instance = opened(functionCode('f', 0, () => []));
    expect(() => instance.exported('g')).toThrow('exports no function "g"');
  });

  it('are not there where their bytes are no module', () => {
    expect(instantiate(Uint8Array.of(1, 2, 3))).toBeUndefined();
  });
});
