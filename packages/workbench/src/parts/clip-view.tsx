import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ClipFrames, RefusedAnswer, SeenClip } from '../forms/forms.ts';
import { ask, refusalOf } from '../server.ts';
import { type ClipFrame, openClipFrames } from './clip-frames.ts';
import { useKeys } from './keys.ts';
import { Problem } from './notices.tsx';

/**
 * A clip, frame by frame: played, stepped through and searched with mouse and keys.
 *
 * @param name what people who cannot see it are told that it is
 * @param onTime told which moment is shown
 */
export function ClipView({
  dataset,
  sample,
  clip,
  name,
  onTime,
}: {
  readonly dataset: string;
  readonly sample: string;
  readonly clip: SeenClip;
  readonly name: string;
  readonly onTime: (time: number) => void;
}) {
  const { start, end, frame_rate } = clip;
  const asked = useRef(0);
  const canvas = useRef<HTMLCanvasElement | null>(null);
  const [frame, setFrame] = useState<ClipFrame | null>(null);
  const [isPlaying, setPlaying] = useState(false);
  const [refusal, setRefusal] = useState<RefusedAnswer | null>(null);
  const frames = useMemo(
    () =>
      openClipFrames({ start, end }, (from) =>
        ask<ClipFrames>('/api/clip/frames', { dataset, sample, from: String(from) }),
      ),
    [dataset, sample, start, end],
  );
  const go = useCallback(
    (wanted: Promise<ClipFrame | null>) => {
      asked.current++;
      const own = asked.current;
      wanted
        .then((found) => {
          // What was asked for later is shown, whichever comes first.
          if (!found || own !== asked.current) return;
          setFrame(found);
          onTime(found.time);
        })
        .catch((error: unknown) => setRefusal(refusalOf(error)));
    },
    [onTime],
  );
  const time = frame?.time ?? start;
  const step = (by: 1 | -1) => {
    setPlaying(false);
    go(by > 0 ? frames.after(time) : frames.before(time));
  };
  useEffect(() => go(frames.at(start)), [frames, start, go]);
  useEffect(() => {
    let gone = false;
    if (frame)
      createImageBitmap(frame.jpeg).then(
        (picture) => !gone && draw(canvas.current, picture),
        () =>
          setRefusal({
            code: null,
            message: 'The browser cannot show this frame.',
            hint: 'Go on to the next frame. If none is shown, check the file with “Check the data set” in Data.',
          }),
      );
    return () => {
      gone = true;
    };
  }, [frame]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: playing goes on from where it began
  useEffect(() => {
    if (!isPlaying) return;
    const from = time >= end - 1.5 / frame_rate ? start : time;
    const began = performance.now();
    const clock = setInterval(() => {
      const now = from + (performance.now() - began) / 1000;
      go(frames.at(now));
      // The next second is on its way before it is needed.
      if (now + 1 < end) void frames.at(now + 1).catch(() => undefined);
      if (now >= end) setPlaying(false);
    }, 1000 / frame_rate);
    return () => clearInterval(clock);
  }, [isPlaying, frames]);
  useKeys(({ key }) => {
    if (key === ',') step(-1);
    else if (key === '.') step(1);
    else if (key === 'p') setPlaying((before) => !before);
  });
  return (
    <div className="clip">
      <canvas
        ref={canvas}
        className="large"
        width="320"
        height="240"
        role="img"
        aria-label={frame ? `${name}, at ${time.toFixed(2)} s` : `${name}, loading`}
      />
      <label className="moment">
        <span>
          {time.toFixed(2)} s, from {start.toFixed(2)} s to {end.toFixed(2)} s
        </span>
        <input
          type="range"
          min={start}
          max={end}
          step={1 / frame_rate}
          value={time}
          onChange={({ target }) => go(frames.at(Number(target.value)))}
        />
      </label>
      <p className="steps">
        <button type="button" onClick={() => step(-1)}>
          Frame back <kbd>,</kbd>
        </button>
        <button type="button" aria-pressed={isPlaying} onClick={() => setPlaying(!isPlaying)}>
          {isPlaying ? 'Pause' : 'Play'} <kbd>p</kbd>
        </button>
        <button type="button" onClick={() => step(1)}>
          Frame forward <kbd>.</kbd>
        </button>
      </p>
      {refusal && <Problem refusal={refusal} />}
    </div>
  );
}

function draw(canvas: HTMLCanvasElement | null, picture: ImageBitmap): void {
  const context = canvas?.getContext('2d');
  if (canvas && context) {
    if (canvas.width !== picture.width) canvas.width = picture.width;
    if (canvas.height !== picture.height) canvas.height = picture.height;
    context.drawImage(picture, 0, 0);
  }
  picture.close();
}
