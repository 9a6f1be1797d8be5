import { lineFilters } from '../compiled/line-filters.ts';
import { bytesOfBase64 } from '../webassembly/base64.ts';
import { instantiate } from '../webassembly/instance.ts';
import type { LineFilters } from './line-filters.ts';

/** Line filters in WebAssembly, or undefined where there is none or a page's policy forbids it. */
export function vectorLineFilters(): LineFilters | undefined {
  const instance = instantiate(bytesOfBase64(lineFilters));
  if (!instance) return undefined;
  const [even, evenOdd] = [instance.exported('filterEven'), instance.exported('filterEvenOdd')];
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
      even(first, count, reach, address(cosine, 0), address(out, outStart), 8 * outStep);
    },
    evenOdd(line, start, count, reach, cosine, sine, evens, odds, outStart, outStep) {
      const first = address(line, start + reach);
      const kernel = [address(cosine, 0), address(sine, 0)] as const;
      evenOdd(first, count, reach, ...kernel, address(evens, outStart), address(odds, outStart), 8 * outStep);
    },
  };
}
