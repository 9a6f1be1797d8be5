import {
  type Colour,
  drawLine,
  fillRectangle,
  letterable,
  type MonitorParameters,
  type MonitorReading,
  pastePicture,
  type RgbImage,
  resizeRgb,
  type ScoredFrame,
  stateWord,
  textWidth,
  type VideoFrame,
  writeText,
} from '@wince/core';
import { clockTime, STATE_LOOKS } from '@wince/pages';
import { type AnnotationLayout, EDGE_DOTS, NOT_A_DEVICE, type PicturePlace, placePicture } from './layout.ts';
import { rgbOf } from './rgb.ts';
import { drawTrace, type TracePoint } from './trace.ts';

const BACKGROUND: Colour = [16, 20, 24];
const INK: Colour = [232, 236, 240];
const SOFT: Colour = [158, 168, 178];
const BOX: Colour = [255, 225, 25];
const POOR: Colour = [245, 150, 50];
const LANDMARK: Colour = [210, 255, 255];

/** What is the same for every frame of an annotated video. */
export interface AnnotationText {
  /** The label that the model's score rises with. */
  readonly positive: string;
  readonly synthetic: boolean;
  readonly parameters: MonitorParameters;
}

/**
 * One frame of an annotated video: the picture with the face's box and landmarks, and under it the state in the words of the
 * monitor, the time, the score with its age, its last half minute, what speaks against the frame, and what this is not.
 *
 * @param past points of the trace, the newest last
 */
export function drawAnnotatedFrame(
  layout: AnnotationLayout,
  { image }: VideoFrame,
  scored: ScoredFrame,
  reading: MonitorReading,
  past: readonly TracePoint[],
  text: AnnotationText,
): RgbImage {
  const { width, height, dot, top } = layout;
  const canvas: RgbImage = { width, height, data: new Uint8Array(width * height * 3) };
  fillRectangle(canvas, 0, 0, width, height, BACKGROUND);
  const place = placePicture(layout, image.width, image.height);
  pastePicture(canvas, fitted(image, place), place.x, place.y);
  drawFace(canvas, place, dot, scored);
  fillRectangle(canvas, 0, top, width, height - top, BACKGROUND);

  const edge = EDGE_DOTS * dot;
  const large = Math.floor(1.5 * dot);
  const look = STATE_LOOKS[reading.state];
  const stale = reading.stale ? ' (stale)' : '';
  const state = letterable(stateWord(reading.state, text.positive) + stale);
  fillRectangle(canvas, 0, top, width, 17 * dot, rgbOf(look.colour));
  const time = clockTime(reading.time);
  const room = width - textWidth(time, dot) - 3 * edge;
  writeText(canvas, fitting(state, room, large), edge, top + 3 * dot, large, rgbOf(look.ink));
  const timeX = width - edge - textWidth(time, dot);
  writeText(canvas, time, timeX, top + 5 * dot, dot, rgbOf(look.ink));

  const traceTop = top + 20 * dot;
  const numbers = textWidth('stale, 0.0 s old', dot);
  drawTrace(
    canvas,
    { x: edge, y: traceTop, width: width - numbers - 3 * edge, height: 24 * dot },
    { now: reading.time, points: past, dot, parameters: text.parameters },
  );
  const x = width - numbers - edge;
  const { value } = reading;
  const lines = value
    ? ['score 0 to 1', `${reading.stale ? 'stale, ' : ''}${value.age.toFixed(1)} s old`]
    : ['no score', ''];
  writeText(canvas, letterable(lines[0]), x, traceTop, dot, SOFT);
  if (value)
    writeText(canvas, value.score.toFixed(2), x, traceTop + 9 * dot, large, reading.stale ? SOFT : INK);
  writeText(canvas, letterable(lines[1]), x, traceTop + 22 * dot, dot, SOFT);

  const line = (row: number, words: string, colour: Colour) =>
    writeText(canvas, fitting(letterable(words), width - 2 * edge, dot), edge, top + row * dot, dot, colour);
  line(52, saidOf(reading), POOR);
  line(62, NOT_A_DEVICE, INK);
  if (text.synthetic) line(72, 'synthetic: trained on drawn faces', BOX);
  return canvas;
}

function saidOf({ bar, faults }: MonitorReading): string {
  if (bar !== null) return `not assessable: ${bar}`;
  return faults.at(0)?.reason ?? '';
}

function fitted(image: RgbImage, { width, height, scale }: PicturePlace): RgbImage {
  if (scale === 1) return image;
  if (scale < 1) return resizeRgb(image, width, height, 'area');
  // Pixels of a small picture stay what they are: squares.
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    if (y % scale > 0) {
      data.copyWithin(3 * y * width, 3 * (y - 1) * width, 3 * y * width);
      continue;
    }
    for (let x = 0; x < width; x++) {
      const from = 3 * ((y / scale) * image.width + Math.floor(x / scale));
      const to = 3 * (y * width + x);
      for (let c = 0; c < 3; c++) data[to + c] = image.data[from + c];
    }
  }
  return { width, height, data };
}

function drawFace(canvas: RgbImage, place: PicturePlace, dot: number, scored: ScoredFrame): void {
  const at = (points: ArrayLike<number>, i: number): [number, number] => [
    place.x + (points[2 * i] + 0.5) * place.scale - 0.5,
    place.y + (points[2 * i + 1] + 0.5) * place.scale - 0.5,
  ];
  const { box, landmarks, status } = scored;
  if (landmarks) {
    const side = dot;
    for (let i = 0; i < landmarks.length / 2; i++) {
      const [x, y] = at(landmarks, i);
      fillRectangle(canvas, x - (side - 1) / 2, y - (side - 1) / 2, side, side, LANDMARK);
    }
  }
  if (box) {
    const corners = box.length / 2;
    for (let i = 0; i < corners; i++) {
      drawLine(canvas, at(box, i), at(box, (i + 1) % corners), dot, status === 'used' ? BOX : POOR);
    }
  }
}

/** The text, cut with dots where it is too long. */
function fitting(text: string, room: number, dot: number): string {
  const letters = Math.floor(room / textWidth(' ', dot));
  return text.length <= letters ? text : `${text.slice(0, Math.max(0, letters - 2))}..`;
}
