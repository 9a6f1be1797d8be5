import type { LineFilters } from './line.ts';
import {
  add,
  type Code,
  type FunctionCode,
  get,
  i32,
  i32Add,
  i32Less,
  i32Subtract,
  i32Times,
  load,
  loadTwice,
  moduleOf,
  repeatWhile,
  set,
  storeLane,
  subtract,
  times,
  zeros,
} from './webassembly.ts';

/**
 * The loops of `filterEven` and `filterEvenOdd` two samples to an instruction. Each sample goes through the same sums in
 * the same order, so the results are the same to the last bit.
 */
function filterCode(name: string, withOdd: boolean): FunctionCode {
  // Parameters: `line` is the address of sample 0, `step` the bytes from one result to the next.
  const [line, count, reach, cosine, sine, even, odd, step] = [0, 1, 2, 3, 4, 5, 6, 7];
  const [before, behind, c, s, last] = [8, 9, 10, 11, 12];
  const [factor, sineFactor, b, f, even01, even23, odd01, odd23] = [13, 14, 15, 16, 17, 18, 19, 20];
  const FLOAT = i32(8);
  const PAIR = 16;
  const move = (local: number, by: Code): Code => set(local, i32Add(get(local), by));
  const accumulate = (offset: number, evens: number, odds: number): Code => [
    ...set(b, load(get(before), offset)),
    ...set(f, load(get(behind), offset)),
    ...set(evens, add(get(evens), times(get(factor), add(get(f), get(b))))),
    ...(withOdd ? set(odds, add(get(odds), times(get(sineFactor), subtract(get(f), get(b))))) : []),
  ];
  const storeFour = (to: number, first: number, second: number): Code =>
    [first, second].flatMap((pair) =>
      ([0, 1] as const).flatMap((lane) => [...storeLane(get(to), get(pair), lane), ...move(to, get(step))]),
    );
  return {
    name,
    parameters: 8,
    integers: 5,
    vectors: 8,
    body: [
      set(last, i32Add(get(cosine), i32Times(get(reach), FLOAT))),
      repeatWhile(
        i32Less(i32(0), get(count)),
        set(c, get(cosine)),
        set(s, get(sine)),
        set(before, get(line)),
        set(behind, get(line)),
        set(factor, loadTwice(get(c))),
        set(even01, times(get(factor), load(get(line), 0))),
        set(even23, times(get(factor), load(get(line), PAIR))),
        set(odd01, zeros),
        set(odd23, zeros),
        repeatWhile(
          i32Less(get(c), get(last)),
          move(c, FLOAT),
          move(s, FLOAT),
          set(before, i32Subtract(get(before), FLOAT)),
          move(behind, FLOAT),
          set(factor, loadTwice(get(c))),
          withOdd ? set(sineFactor, loadTwice(get(s))) : [],
          accumulate(0, even01, odd01),
          accumulate(PAIR, even23, odd23),
        ),
        storeFour(even, even01, even23),
        withOdd ? storeFour(odd, odd01, odd23) : [],
        move(line, i32(2 * PAIR)),
        set(count, i32Subtract(get(count), i32(4))),
      ),
    ],
  };
}

const PAGE = 65536;

/** Line filters on WebAssembly, or undefined where there is none or a page's policy forbids it. */
export function simdLineFilters(): LineFilters | undefined {
  if (typeof WebAssembly === 'undefined') return undefined;
  const bytes = moduleOf([filterCode('even', false), filterCode('evenOdd', true)]);
  if (!WebAssembly.validate(bytes)) return undefined;
  const memory = new WebAssembly.Memory({ initial: 1 });
  let module: WebAssembly.Module;
  try {
    module = new WebAssembly.Module(bytes);
  } catch (error) {
    if (error instanceof WebAssembly.CompileError) return undefined;
    throw error;
  }
  const { even, evenOdd } = new WebAssembly.Instance(module, { wince: { memory } }).exports;
  if (typeof even !== 'function' || typeof evenOdd !== 'function') {
    throw new Error('the line filters are not exported');
  }
  const address = (array: Float64Array, index: number): number => array.byteOffset + 8 * index;
  return {
    arrays(lengths) {
      const bytesNeeded = 8 * lengths.reduce((sum, length) => sum + length, 0);
      const missing = bytesNeeded - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
      let offset = 0;
      return lengths.map((length) => {
        const array = new Float64Array(memory.buffer, offset, length);
        offset += array.byteLength;
        return array;
      });
    },
    even(line, start, count, reach, cosine, out, outStart, outStep) {
      const first = address(line, start + reach);
      even(first, count, reach, address(cosine, 0), 0, address(out, outStart), 0, 8 * outStep);
    },
    evenOdd(line, start, count, reach, cosine, sine, evens, odds, outStart, outStep) {
      const first = address(line, start + reach);
      const kernel = [address(cosine, 0), address(sine, 0)];
      evenOdd(first, count, reach, ...kernel, address(evens, outStart), address(odds, outStart), 8 * outStep);
    },
  };
}
