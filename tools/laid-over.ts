import {
  applySimilarity,
  COLOUR_FRAMING,
  COLOUR_SIZE,
  type Random,
  type RgbImage,
  type Similarity,
} from '@wince/core';

/** What can be laid over a face by a tool. */
export const LAID_KINDS = ['soother', 'hand', 'tape', 'mask', 'blanket', 'cap', 'tube', 'cloth'] as const;
export type LaidKind = (typeof LAID_KINDS)[number];

type Rgb = readonly [number, number, number];

/** What lies over one place of a face: its colour and how much of the face it hides, in [0, 1]. */
type Layer = (u: number, v: number) => { readonly colour: Rgb; readonly alpha: number } | undefined;

/** A picture with something laid over its face, and the share of each region that it hides. */
export interface LaidOver {
  readonly image: RgbImage;
  readonly hidden: Readonly<Record<'mouth' | 'eyes' | 'brow' | 'nose', number>>;
}

/** Where each region is looked for, in eye distances from the middle of the eye line: discs with half axes. Of pairs the more hidden one counts. */
const PLACES = {
  mouth: [[[0, 0.78, 0.26, 0.13]]],
  eyes: [[[-0.345, 0, 0.16, 0.09]], [[0.345, 0, 0.16, 0.09]]],
  brow: [[[-0.33, -0.23, 0.22, 0.08]], [[0.33, -0.23, 0.22, 0.08]]],
  nose: [[[0, 0.36, 0.16, 0.17]]],
} as const;

/**
 * Lays something over a registered face. What is laid is drawn in the frame of the face, with soft edges, shading and a little noise,
 * and carried into the picture.
 *
 * @param toTemplate from pixels of the picture to pixels of the registered colour face
 */
export function layOver(image: RgbImage, toTemplate: Similarity, kind: LaidKind, random: Random): LaidOver {
  const skin = skinOf(image, toTemplate);
  const layer = LAYERS[kind](random, skin);
  const data = image.data.slice();
  const { eyeDistance, eyesX, eyesY } = COLOUR_FRAMING;
  const unit = eyeDistance * COLOUR_SIZE;
  const grain = 2 + 4 * random.next();
  for (let y = 0; y < image.height; y++) {
    for (let x = 0; x < image.width; x++) {
      const [px, py] = applySimilarity(toTemplate, [x, y]);
      const seen = layer((px + 0.5 - eyesX * COLOUR_SIZE) / unit, (py + 0.5 - eyesY * COLOUR_SIZE) / unit);
      if (!seen || seen.alpha <= 0) continue;
      const noise = grain * random.normal();
      for (let c = 0; c < 3; c++) {
        const at = 3 * (y * image.width + x) + c;
        const value = (1 - seen.alpha) * data[at] + seen.alpha * (seen.colour[c] + noise);
        data[at] = Math.min(255, Math.max(0, Math.round(value)));
      }
    }
  }
  const hidden = Object.fromEntries(
    Object.entries(PLACES).map(([name, sides]) => [
      name,
      Math.max(...sides.map(([disc]) => shareHidden(layer, disc))),
    ]),
  );
  return {
    image: { ...image, data },
    hidden: { mouth: hidden.mouth, eyes: hidden.eyes, brow: hidden.brow, nose: hidden.nose },
  };
}

function shareHidden(layer: Layer, [cx, cy, rx, ry]: readonly [number, number, number, number]): number {
  let hidden = 0;
  let all = 0;
  for (let j = -8; j <= 8; j++) {
    for (let i = -8; i <= 8; i++) {
      if (i * i + j * j > 64) continue;
      all++;
      hidden += layer(cx + (rx * i) / 8, cy + (ry * j) / 8)?.alpha ?? 0;
    }
  }
  return hidden / all;
}

/** The mean colour of both cheeks. */
function skinOf(image: RgbImage, { a, b, x0, y0 }: Similarity): Rgb {
  const { eyeDistance, eyesX, eyesY } = COLOUR_FRAMING;
  const square = a * a + b * b;
  const sum = [0, 0, 0];
  let count = 0;
  for (const side of [-0.45, 0.45]) {
    for (let i = -4; i <= 4; i++) {
      for (let j = -4; j <= 4; j++) {
        const px = (eyesX + (side + 0.02 * i) * eyeDistance) * COLOUR_SIZE - 0.5 - x0;
        const py = (eyesY + (0.42 + 0.02 * j) * eyeDistance) * COLOUR_SIZE - 0.5 - y0;
        const x = Math.round((a * px + b * py) / square);
        const y = Math.round((a * py - b * px) / square);
        if (x < 0 || y < 0 || x >= image.width || y >= image.height) continue;
        for (let c = 0; c < 3; c++) sum[c] += image.data[3 * (y * image.width + x) + c];
        count++;
      }
    }
  }
  const [red, green, blue] = sum.map((total) => (count === 0 ? 128 : total / count));
  return [red, green, blue];
}

const PLASTICS: readonly Rgb[] = [
  [236, 236, 232],
  [70, 140, 200],
  [220, 120, 150],
  [110, 180, 110],
  [235, 195, 80],
  [130, 100, 165],
  [240, 240, 240],
  [60, 60, 70],
  [150, 205, 215],
  [225, 215, 190],
];

const lerp = (a: number, b: number, t: number): number => a + (b - a) * t;
const between = (random: Random, low: number, high: number): number => lerp(low, high, random.next());
/** 1 inside, 0 outside, over a soft edge. */
const inside = (distance: number, soft = 0.02): number => Math.min(1, Math.max(0, 0.5 - distance / soft));
const times = (colour: Rgb, by: number): Rgb => [colour[0] * by, colour[1] * by, colour[2] * by];

/** Distance from an ellipse, negative inside; near the edge to the first order. */
function ellipse(u: number, v: number, cx: number, cy: number, rx: number, ry: number): number {
  const r = Math.hypot((u - cx) / rx, (v - cy) / ry);
  return (r - 1) * Math.min(rx, ry);
}

function plastic(random: Random): Rgb {
  return times(PLASTICS[random.below(PLASTICS.length)], between(random, 0.55, 1.02));
}

/** Stripes, checks or one colour, with folds. */
function clothPaint(random: Random): (u: number, v: number) => Rgb {
  const [one, other] = [plastic(random), plastic(random)];
  const turn = between(random, 0, Math.PI);
  const pitch = between(random, 8, 50);
  const kind = random.below(3);
  const fold = between(random, 3, 9);
  const phase = between(random, 0, 6);
  return (u, v) => {
    const along = Math.sin(pitch * (u * Math.cos(turn) + v * Math.sin(turn)));
    const across = Math.sin(pitch * (v * Math.cos(turn) - u * Math.sin(turn)));
    const second = kind === 0 ? false : kind === 1 ? along > 0.3 : along * across > 0.2;
    const shade = 0.88 + 0.12 * Math.sin(fold * u + phase + 1.3 * Math.sin(fold * v * 0.7));
    return times(second ? other : one, shade);
  };
}

const LAYERS: Readonly<Record<LaidKind, (random: Random, skin: Rgb) => Layer>> = {
  soother(random) {
    const [shield, button] = [plastic(random), plastic(random)];
    const [cx, cy] = [between(random, -0.06, 0.06), between(random, 0.68, 0.84)];
    const [rx, ry] = [between(random, 0.3, 0.48), between(random, 0.2, 0.34)];
    const knob = between(random, 0.08, 0.17);
    const ring = between(random, 0.14, 0.26);
    const hasRing = random.next() < 0.7;
    const down = between(random, 0.05, 0.22);
    const lamp = between(random, -1, 1);
    const clear = random.next() < 0.2 ? between(random, 0.6, 0.85) : 1;
    return (u, v) => {
      if (hasRing) {
        const r = Math.abs(ellipse(u, v, cx, cy + down, ring, ring * 0.9)) - 0.025;
        if (r < 0) return { colour: times(button, 0.9 - 3 * r), alpha: inside(r) };
      }
      const inKnob = ellipse(u, v, cx, cy, knob, knob);
      if (inKnob < 0)
        return { colour: times(button, 1 - 1.5 * Math.max(0, inKnob + knob / 2)), alpha: inside(inKnob) };
      // Waisted under the nose, as shields are.
      const waist = 0.06 * Math.exp(-((u - cx) ** 2) / 0.02) * (v < cy ? 1 : 0);
      const d = ellipse(u, v, cx, cy, rx, ry) + waist;
      if (d > 0.02) return undefined;
      return {
        colour: times(shield, 0.95 + 0.25 * lamp * (u - cx) - 0.3 * Math.max(0, d + 0.05)),
        alpha: clear * inside(d),
      };
    };
  },
  hand(random, skin) {
    const colour = times(skin, between(random, 0.8, 1.12));
    const target = [
      [0, 0.78],
      [0, 0.78],
      [-0.34, 0],
      [0.34, 0],
      [-0.3, -0.2],
      [0.3, -0.2],
      [0, 0.4],
    ][random.below(7)];
    const from = between(random, 0, 2 * Math.PI);
    const fingers = 2 + random.below(3);
    const width = between(random, 0.09, 0.17);
    const length = between(random, 0.5, 1);
    const [cos, sin] = [Math.cos(from), Math.sin(from)];
    const slant = between(random, -0.2, 0.2);
    return (u, v) => {
      // Along the fingers, and across them.
      const along = (u - target[0]) * cos + (v - target[1]) * sin;
      const across = (v - target[1]) * cos - (u - target[0]) * sin + slant * along;
      const place = across / (2 * width) + fingers / 2;
      const finger = Math.floor(place);
      if (finger < 0 || finger >= fingers) return undefined;
      const tip = -0.2 - 0.08 * Math.cos(3 * finger);
      const off = (place - finger - 0.5) * 2;
      const end =
        along < tip + width
          ? Math.hypot(off * width, along - tip - width) - width
          : Math.abs(off) * width - width;
      const d = along > length + 1.2 ? along - length - 1.2 : end;
      if (d > 0.01) return undefined;
      return { colour: times(colour, 1.04 - 0.3 * off ** 4 - 0.05 * off), alpha: inside(d, 0.03) };
    };
  },
  tape(random) {
    const colour = times([222, 206, 178], between(random, 0.75, 1.1));
    const overLip = random.next() < 0.5;
    const [cx, cy] = overLip
      ? [0, between(random, 0.6, 0.72)]
      : [between(random, -0.55, 0.55), between(random, 0.35, 0.85)];
    const [w, h] = [between(random, 0.25, 0.55), between(random, 0.1, 0.2)];
    const turn = overLip ? between(random, -0.1, 0.1) : between(random, -0.6, 0.6);
    const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
    const clear = random.next() < 0.3 ? 0.7 : 1;
    return (u, v) => {
      const [a, b] = [cos * (u - cx) + sin * (v - cy), cos * (v - cy) - sin * (u - cx)];
      const d = Math.max(Math.abs(a) - w, Math.abs(b) - h);
      return d > 0.01 ? undefined : { colour: times(colour, 1 + 0.1 * a), alpha: clear * inside(d) };
    };
  },
  mask(random) {
    const colour = plastic(random);
    const [top, bottom] = [between(random, 0.1, 0.34), between(random, 1.05, 1.3)];
    const half = between(random, 0.4, 0.75);
    return (u, v) => {
      const d = ellipse(u, v, 0, (top + bottom) / 2, half, (bottom - top) / 2);
      if (d > 0.02) return undefined;
      return { colour: times(colour, 0.95 + 0.2 * u - 0.25 * Math.abs(v - 0.6)), alpha: inside(d) };
    };
  },
  blanket(random) {
    const paint = clothPaint(random);
    const [top, slope] = [between(random, 0.35, 0.95), between(random, -0.3, 0.3)];
    const wave = between(random, 0, 6);
    return (u, v) => {
      const d = top + slope * u + 0.04 * Math.sin(5 * u + wave) - v;
      return d > 0.02
        ? undefined
        : { colour: times(paint(u, v), 1 - 0.2 * Math.exp(d * 20)), alpha: inside(d, 0.03) };
    };
  },
  cap(random) {
    const paint = clothPaint(random);
    const [edge, slope] = [between(random, -0.42, -0.02), between(random, -0.15, 0.15)];
    return (u, v) => {
      const d = v - edge - slope * u - 0.12 * u * u;
      return d > 0.02
        ? undefined
        : { colour: times(paint(u, v), 1 - 0.2 * Math.exp(d * 20)), alpha: inside(d, 0.03) };
    };
  },
  tube(random) {
    const colour = random.next() < 0.5 ? ([225, 215, 190] as const) : plastic(random);
    const [y, bow] = [between(random, 0.45, 0.62), between(random, -0.1, 0.15)];
    const width = between(random, 0.015, 0.035);
    const twoSided = random.next() < 0.5;
    return (u, v) => {
      if (!twoSided && u < 0) return undefined;
      const d = Math.abs(v - y - bow * u * u) - width;
      return d > 0.01
        ? undefined
        : { colour: times(colour, 1 - 6 * Math.abs(d + width)), alpha: 0.8 * inside(d, 0.01) };
    };
  },
  cloth(random) {
    const paint = clothPaint(random);
    const [cx, cy] = [between(random, -0.6, 0.6), between(random, -0.4, 1)];
    const [rx, ry] = [between(random, 0.2, 0.6), between(random, 0.15, 0.5)];
    return (u, v) => {
      const d = ellipse(u, v, cx, cy, rx, ry) + 0.03 * Math.sin(9 * u + 7 * v);
      return d > 0.02 ? undefined : { colour: paint(u, v), alpha: inside(d, 0.03) };
    };
  },
};
