import { describe, expect, it } from 'vitest';
import { drawLine, fillRectangle, pastePicture } from './drawing.ts';
import type { RgbImage } from './image.ts';
import { letterable, textWidth, writeText } from './lettering.ts';

const blank = (width: number, height: number): RgbImage => ({
  ...{ width, height, data: new Uint8Array(width * height * 3) },
});
const WHITE = [255, 255, 255] as const;

/** The green channel as rows of signs. */
function shown({ width, height, data }: RgbImage): string[] {
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => (data[3 * (y * width + x) + 1] > 0 ? '#' : '.')).join(''),
  );
}

describe('drawing', () => {
  it('fills what lies within the picture', () => {
    const image = blank(5, 3);
    fillRectangle(image, -2, 1, 4, 9, WHITE);
    expect(shown(image)).toEqual(['.....', '##...', '##...']);
    fillRectangle(image, 9, 9, 4, 4, WHITE);
    expect(shown(image)).toEqual(['.....', '##...', '##...']);
  });

  it('draws lines from end to end, and none for ever', () => {
    const image = blank(5, 3);
    drawLine(image, [0, 0], [4, 2], 1, WHITE);
    expect(shown(image)).toEqual(['#....', '.##..', '...##']);
    drawLine(image, [0, 0], [1e12, 1e12], 1, WHITE);
  });

  it('pastes a picture, and leaves out what does not fit', () => {
    const image = blank(4, 3);
    const white = { width: 3, height: 2, data: new Uint8Array(18).fill(9) };
    pastePicture(image, white, 2, 2);
    expect(shown(image)).toEqual(['....', '....', '..##']);
    pastePicture(image, white, 4, 0);
    expect(shown(image)).toEqual(['....', '....', '..##']);
  });

  it('writes letters as they look, and refuses signs without a form', () => {
    const image = blank(textWidth('T-', 1), 7);
    writeText(image, 't-', 0, 0, 1, WHITE);
    expect(shown(image)).toEqual([
      ...['#####.......', '..#.........', '..#.........', '..#...#####.'],
      ...['..#.........', '..#.........', '..#.........'],
    ]);
    expect(() => writeText(image, 'é', 0, 0, 1, WHITE)).toThrow('no form');
    expect(letterable('Säge (2)')).toBe('S?GE (2)');
    expect(() => writeText(image, letterable('é\u0000😀'), 0, 0, 1, WHITE)).not.toThrow();
  });
});
