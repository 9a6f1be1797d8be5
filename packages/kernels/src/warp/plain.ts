import type { SpanSource, Spans } from './spans.ts';

/** Spans in plain TypeScript. */
export function plainSpans({ data, width, channels, map, fine }: SpanSource): Spans {
  const { a, b, c, d, e, f } = map;
  const line = width * channels;
  const share = 1 / (fine * fine);
  const step = 1 / fine;
  const start = (step - 1) / 2;
  return {
    form: 'plain',
    fill(y, x, end, out, at) {
      for (let to = at; x < end; x++, to += channels) {
        let first = 0;
        let second = 0;
        let third = 0;
        for (let j = 0; j < fine; j++) {
          const v = y + start + j * step;
          for (let i = 0; i < fine; i++) {
            const u = x + start + i * step;
            const sx = a * u + b * v + c;
            const sy = d * u + e * v + f;
            // Positions are positive here: truncation is the floor.
            const column = sx | 0;
            const row = sy | 0;
            const right = sx - column;
            const low = sy - row;
            const from = row * line + column * channels;
            const below = from + line;
            let upper = data[from] + right * (data[from + channels] - data[from]);
            let lower = data[below] + right * (data[below + channels] - data[below]);
            first += upper + low * (lower - upper);
            if (channels === 1) continue;
            upper = data[from + 1] + right * (data[from + 4] - data[from + 1]);
            lower = data[below + 1] + right * (data[below + 4] - data[below + 1]);
            second += upper + low * (lower - upper);
            upper = data[from + 2] + right * (data[from + 5] - data[from + 2]);
            lower = data[below + 2] + right * (data[below + 5] - data[below + 2]);
            third += upper + low * (lower - upper);
          }
        }
        out[to] = first * share + 0.5;
        if (channels === 1) continue;
        out[to + 1] = second * share + 0.5;
        out[to + 2] = third * share + 0.5;
      }
    },
  };
}
