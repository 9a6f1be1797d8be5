import { COLOUR_FRAMING, COLOUR_SIZE, GREY_FRAMING, GREY_SIZE, type RegisteredFace } from '@wince/core';
import { expect, it } from 'vitest';
import { onFace, shapedFace } from './rest.ts';

it('has its landmarks in pixels of the grey face, whose framing is another than that of the coloured one', () => {
  const corners = ({ eyeDistance, eyesX, eyesY }: typeof GREY_FRAMING, size: number): number[] =>
    [-1, 1].flatMap((side) => [(eyesX + (side * eyeDistance) / 2) * size - 0.5, eyesY * size - 0.5]);
  const picture = (size: number, channels: number) => ({
    width: size,
    height: size,
    data: new Uint8Array(size * size * channels).fill(9),
  });
  const registered: RegisteredFace = {
    colour: picture(COLOUR_SIZE, 3),
    grey: picture(GREY_SIZE, 1),
    landmarks: Float64Array.from(corners(COLOUR_FRAMING, COLOUR_SIZE)),
  };
  const { grey, landmarks } = shapedFace(registered);
  expect(grey).toEqual(registered.grey.data);
  corners(GREY_FRAMING, GREY_SIZE).forEach((place, i) => {
    expect(landmarks[i]).toBeCloseTo(place, 10);
  });
});

it('keeps of a map of strain what is on the face', () => {
  const map = Float32Array.of(1, 2, 3, 4);
  const areas = { names: ['mouth', 'face'], pixels: [Int32Array.of(0), Int32Array.of(1, 3)] };
  expect(onFace(map, { areas })).toEqual(Float32Array.of(0, 2, 0, 4));
  expect(map).toEqual(Float32Array.of(1, 2, 3, 4));
});
