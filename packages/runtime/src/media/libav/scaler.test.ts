import { Frame, Rational } from 'node-av';
import { AV_PIX_FMT_YUV420P, AVCOL_RANGE_MPEG, AVCOL_SPC_SMPTE170M } from 'node-av/constants';
import { expect, it } from 'vitest';
import { FrameScaler } from './scaler.ts';

const SIDE = 16;

/** A frame of one grey. */
function greyFrame(level: number): Frame {
  const frame = new Frame();
  frame.alloc();
  Object.assign(frame, { width: SIDE, height: SIDE, format: AV_PIX_FMT_YUV420P, pts: 0n });
  Object.assign(frame, { colorSpace: AVCOL_SPC_SMPTE170M, colorRange: AVCOL_RANGE_MPEG });
  expect(frame.getBuffer(0)).toBeGreaterThanOrEqual(0);
  frame.data?.forEach((plane, i) => {
    plane.fill(i === 0 ? level : 128);
  });
  return frame;
}

it('makes the picture of a frame that has gone, in a later turn', async () => {
  const scaler = new FrameScaler({
    timeBase: new Rational(1, 25),
    turn: { rotation: 0, mirrored: false },
    sizeOf: () => ({ width: 4, height: 4 }),
  });
  const frame = greyFrame(235);
  const { pictures } = await scaler.take(frame);
  frame.free();
  const others = [16, 16, 16].map(greyFrame);
  let isMade = false;
  const made = pictures.then((found) => {
    isMade = true;
    return found;
  });
  for (let i = 0; i < 20; i++) await Promise.resolve();
  expect(isMade).toBe(false);
  const [{ image }] = await made;
  expect([...image.data]).toEqual(new Array(4 * 4 * 3).fill(255));
  for (const other of others) other.free();
  scaler.close();
});
