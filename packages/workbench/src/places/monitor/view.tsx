import { strainColour } from '@wince/pages';
import { useCallback, useRef } from 'react';
import type { StrainOverlay, WatchedFrame } from '../../watch/messages.ts';

/** Strain of this much, a share of length, has the last colour. */
const LARGEST = 0.25;

/** A canvas that shows frames as they come, with strain and the box of the face over them. */
export function useView() {
  const canvas = useRef<HTMLCanvasElement | null>(null);
  const seen = useRef<WatchedFrame | null>(null);
  const overlay = useRef<StrainOverlay | null>(null);
  const heat = useRef<OffscreenCanvas | null>(null);
  const show = useCallback((picture: ImageBitmap) => {
    const own = canvas.current;
    const context = own?.getContext('2d');
    if (!own || !context) return;
    if (own.width !== picture.width || own.height !== picture.height) {
      own.width = picture.width;
      own.height = picture.height;
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(picture, 0, 0);
    const frame = seen.current;
    if (!frame?.box) return;
    const scale = picture.width / frame.width;
    if (overlay.current && heat.current) {
      const { a, b, e, f } = overlay.current.place;
      context.setTransform(scale * a, scale * b, -scale * b, scale * a, scale * e, scale * f);
      context.drawImage(heat.current, 0, 0);
      context.setTransform(1, 0, 0, 1, 0, 0);
    }
    drawBox(context, frame.box, scale, frame.reading.status === 'used');
  }, []);
  /** Tells what was seen of the newest frame. */
  const see = useCallback((frame: WatchedFrame) => {
    seen.current = frame;
    // Between two pairs of frames the strain of the last pair stands, as long as there is a face.
    if (frame.overlay) {
      overlay.current = frame.overlay;
      heat.current ??= new OffscreenCanvas(frame.overlay.side, frame.overlay.side);
      paint(heat.current, frame.overlay);
    } else if (!frame.box) overlay.current = null;
  }, []);
  return { canvas, show, see };
}

function drawBox(
  context: CanvasRenderingContext2D,
  box: readonly number[],
  scale: number,
  isUsed: boolean,
): void {
  context.beginPath();
  for (let i = 0; i < box.length; i += 2) {
    const [x, y] = [(box[i] + 0.5) * scale, (box[i + 1] + 0.5) * scale];
    if (i === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  }
  context.closePath();
  context.lineWidth = Math.max(1.5, context.canvas.width / 200);
  // A face that is not used has a broken line, not another colour alone.
  context.setLineDash(isUsed ? [] : [8, 6]);
  context.strokeStyle = isUsed ? '#ffe119' : '#f59632';
  context.stroke();
}

function paint(canvas: OffscreenCanvas, { side, map }: StrainOverlay): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const pixels = new Uint8ClampedArray(side * side * 4);
  for (let i = 0; i < map.length; i++) {
    const share = Math.min(1, Math.max(0, map[i] / LARGEST));
    const [red, green, blue] = strainColour(share);
    pixels.set([red, green, blue, Math.round(200 * Math.sqrt(share))], 4 * i);
  }
  context.putImageData(new ImageData(pixels, side, side), 0, 0);
}
