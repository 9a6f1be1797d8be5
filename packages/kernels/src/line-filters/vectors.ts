import {
  add,
  type Code,
  type FunctionCode,
  functionCode,
  get,
  i32,
  i32Add,
  i32Less,
  i32Subtract,
  i32Times,
  load,
  loadTwice,
  moduleOf,
  move,
  repeatWhile,
  set,
  storeLane,
  subtract,
  times,
  zeros,
} from '../webassembly/assembler.ts';
import { instantiate } from '../webassembly/instance.ts';
import type { LineFilters } from './line-filters.ts';

/**
 * The loops of `even` and `evenOdd` two samples to an instruction. Each sample goes through the same sums in
 * the same order, so the results are the same to the last bit.
 */
function filterCode(name: string, withOdd: boolean): FunctionCode {
  // `line` is the address of sample 0, `step` the bytes from one result to the next.
  return functionCode(name, 8, ([line, count, reach, cosine, sine, even, odd, step], locals) => {
    const [before, behind, c, s, last] = locals.integers(5);
    const [factor, sineFactor, b, f, even01, even23, odd01, odd23] = locals.vectors(8);
    const FLOAT = i32(8);
    const PAIR = 16;
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
    return [
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
    ];
  });
}

/** Line filters on WebAssembly, or undefined where there is none or a page's policy forbids it. */
export function vectorLineFilters(): LineFilters | undefined {
  const instance = instantiate(moduleOf([filterCode('even', false), filterCode('evenOdd', true)]));
  if (!instance) return undefined;
  const [even, evenOdd] = [instance.exported('even'), instance.exported('evenOdd')];
  const address = (array: Float64Array, index: number): number => array.byteOffset + 8 * index;
  return {
    form: 'webassembly',
    arrays(lengths) {
      instance.grow(8 * lengths.reduce((sum, length) => sum + length, 0));
      let offset = 0;
      return lengths.map((length) => {
        const array = new Float64Array(instance.buffer(), offset, length);
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
