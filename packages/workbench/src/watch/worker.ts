import { type VideoFrame, WinceError } from '@wince/core';
import type { RefusedAnswer } from '../forms/forms.ts';
import type { WatchedModel } from '../forms/watch-forms.ts';
import { ask, refusalOf } from '../server.ts';
import type { FromWatcher, StartWatching, ToWatcher } from './messages.ts';
import { loadNetworks, threadsHere } from './networks.ts';
import { type CameraFrames, openCameraFrames, openPhantom, openVideoFile } from './sources.ts';
import { watch } from './watch.ts';

/** What a worker offers that a page does not type. */
interface Scope {
  onmessage: ((event: MessageEvent<ToWatcher>) => void) | null;
  postMessage(message: FromWatcher, transfer?: readonly Transferable[]): void;
}
const scope = globalThis as unknown as Scope;

const stopped = new AbortController();
let camera: CameraFrames | null = null;

scope.onmessage = ({ data: message }) => {
  if (message.kind === 'picture')
    return camera ? camera.push(message.time, message.picture) : message.picture.close();
  if (message.kind === 'sound') return camera?.microphone.push(message);
  if (message.kind === 'no microphone') return camera?.microphone.fail(message.why);
  if (message.kind === 'stop') {
    stopped.abort();
    void camera?.close();
    return;
  }
  begin(message).catch((error: unknown) => {
    if (stopped.signal.aborted) scope.postMessage({ kind: 'end' });
    else scope.postMessage({ kind: 'refusal', refusal: refusalFor(error) });
  });
};

async function begin(start: StartWatching): Promise<void> {
  const { source } = start;
  if (source.kind === 'camera') camera = openCameraFrames();
  const answer = await ask<WatchedModel>('/api/watch/model', { model: start.model });
  const threads = threadsHere();
  await watch({
    ...{ start, answer, threads, signal: stopped.signal },
    open: await loadNetworks(threads, start.device, (device) =>
      scope.postMessage({ kind: 'device', device }),
    ),
    async source(clock) {
      if (source.kind === 'file') return openVideoFile(source.file, source.name, clock);
      return camera ?? openPhantom(source.kind === 'phantom' ? source.seed : 0);
    },
    tell: (message) => scope.postMessage(message),
    show: (frame) => void show(frame),
    wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  });
}

/** Pictures that are on their way to the page: where it is slow to draw, the next ones are left out. */
let onTheWay = 0;

async function show({ time, image: { width, height, data } }: VideoFrame): Promise<void> {
  if (onTheWay > 1) return;
  onTheWay++;
  const shown = new Uint8ClampedArray(width * height * 4);
  for (let i = 0, at = 0; i < data.length; i += 3) {
    shown[at++] = data[i];
    shown[at++] = data[i + 1];
    shown[at++] = data[i + 2];
    shown[at++] = 255;
  }
  const picture = await createImageBitmap(new ImageData(shown, width, height));
  onTheWay--;
  scope.postMessage({ kind: 'picture', time, picture }, [picture]);
}

function refusalFor(error: unknown): RefusedAnswer {
  if (error instanceof WinceError) return { code: error.code, message: error.message, hint: error.hint };
  const known = refusalOf(error);
  if (known.code !== null || !(error instanceof Error)) return known;
  return {
    code: null,
    message: `The page could not watch the video: ${error.message}`,
    hint: 'Load the page again. If it happens again, use `wince predict`.',
  };
}
