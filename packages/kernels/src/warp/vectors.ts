import { warp } from '../compiled/warp.ts';
import { bytesOfBase64 } from '../webassembly/base64.ts';
import { instantiate } from '../webassembly/instance.ts';
import type { SpanSource, Spans } from './spans.ts';

/** A vector reads so many bytes behind the last pixel. */
const BEHIND = 8;
/** Bytes of a picture's part above which it is not copied: memory that has grown is never given back. */
const MOST_BYTES = 2 ** 25;

/** Pixels along a side above which places do not fit the kernel's numbers. */
const LONGEST = 2 ** 19;

/** Opens spans in WebAssembly, of which one at a time is in use; undefined where a part of a picture is too large for it. */
export type OpenVectorSpans = (source: SpanSource, rows: readonly [number, number]) => Spans | undefined;

/** Spans in WebAssembly, or undefined where there is none or a page's policy forbids it. Results are those of the plain loops to the last bit. */
export function vectorSpans(): OpenVectorSpans | undefined {
  const instance = instantiate(bytesOfBase64(warp));
  if (!instance) return undefined;
  const fillSpan = instance.exported('fillSpan');
  return ({ data, width, height, map, fine }, [top, bottom]) => {
    const line = 3 * width;
    const bytes = line * (bottom - top);
    if (bytes > MOST_BYTES || width >= LONGEST || height >= LONGEST) return undefined;
    const results = bytes + BEHIND;
    let room = 0;
    let memory = new Uint8Array();
    const hold = (length: number) => {
      if (length <= room && memory.length > 0) return;
      instance.grow(results + length);
      memory = new Uint8Array(instance.buffer());
      room = memory.length - results;
    };
    hold(0);
    memory.set(data.subarray(line * top, line * bottom));
    const { a, b, c, d, e, f } = map;
    return {
      form: 'webassembly',
      fill(y, x, end, out, at) {
        const length = 3 * (end - x);
        hold(length);
        // Rows above the part that was copied lie below address 0, and are never read.
        fillSpan(-line * top, line, a, b, c, d, e, f, y, x, end, fine, results);
        out.set(memory.subarray(results, results + length), at);
      },
    };
  };
}
