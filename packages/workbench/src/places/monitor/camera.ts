import { type RefObject, useEffect, useRef } from 'react';

/**
 * Sends pictures of the camera to whoever looks at them, so many a second at most. The pictures stay in the page.
 *
 * @param isOn whether the camera is wanted
 * @param onFailure told why there is no camera
 */
export function useCamera(
  isOn: boolean,
  rate: number,
  send: (time: number, picture: ImageBitmap) => void,
  onFailure: (why: string) => void,
): RefObject<HTMLVideoElement | null> {
  const video = useRef<HTMLVideoElement | null>(null);
  const failed = useRef(onFailure);
  failed.current = onFailure;
  useEffect(() => {
    if (!isOn) return;
    let stream: MediaStream | null = null;
    let clock: ReturnType<typeof setInterval> | undefined;
    let gone = false;
    const began = performance.now();
    navigator.mediaDevices
      .getUserMedia({ video: { width: { ideal: 1280 }, frameRate: { ideal: 30 } }, audio: false })
      .then(async (given) => {
        stream = given;
        const own = video.current;
        if (gone || !own) {
          for (const track of given.getTracks()) track.stop();
          return;
        }
        own.srcObject = given;
        await own.play();
        clock = setInterval(() => {
          if (own.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return;
          const time = (performance.now() - began) / 1000;
          createImageBitmap(own).then(
            (picture) => send(time, picture),
            (error: unknown) => failed.current(String(error)),
          );
        }, 1000 / rate);
      })
      .catch((error: unknown) => failed.current(error instanceof Error ? error.message : String(error)));
    return () => {
      gone = true;
      clearInterval(clock);
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
  }, [isOn, rate, send]);
  return video;
}
