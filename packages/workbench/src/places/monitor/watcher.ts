import { useCallback, useEffect, useRef, useState } from 'react';
import type { RefusedAnswer } from '../../forms/forms.ts';
import type { NetworkDevice } from '../../watch/device.ts';
import type {
  FromWatcher,
  StartWatching,
  ToWatcher,
  WatchedCry,
  WatchedFrame,
  WatchedPulse,
  WatchingModel,
} from '../../watch/messages.ts';
import { EMPTY_COURSE, type WatchedCourse, withFrame } from './course.ts';
import type { HeardSound } from './microphone.ts';

/** What is known of what is watched. */
export interface Watched {
  readonly state: 'nothing' | 'opening' | 'watching' | 'ended';
  readonly model: WatchingModel | null;
  readonly device: NetworkDevice | null;
  /** The newest frame that was looked at. */
  readonly frame: WatchedFrame | null;
  readonly course: WatchedCourse;
  readonly onsets: readonly number[];
  /** The newest reading of the pulse. */
  readonly pulse: WatchedPulse | null;
  /** What was heard of a cry last. */
  readonly cry: WatchedCry | null;
  readonly refusal: RefusedAnswer | null;
}

const NOTHING: Watched = {
  ...{
    state: 'nothing',
    model: null,
    device: null,
    frame: null,
    course: EMPTY_COURSE,
    onsets: [],
    pulse: null,
    cry: null,
    refusal: null,
  },
};

/** The address of the worker, made by the one policy that the page may have: an address of its own server that stands in the source. */
function workerAddress(): string {
  const { trustedTypes } = globalThis as typeof globalThis & {
    readonly trustedTypes?: {
      createPolicy(
        name: string,
        rules: { createScriptURL(address: string): string },
      ): { createScriptURL(address: string): string };
    };
  };
  const policy = trustedTypes?.createPolicy('wince-worker', { createScriptURL: () => '/watch.js' });
  return policy ? policy.createScriptURL('') : '/watch.js';
}
let address: string | undefined;

/** Watches a video in a worker. @param show draws a frame as it was decoded, with what was seen of the frame before */
export function useWatcher(show: (picture: ImageBitmap) => void) {
  const [watched, setWatched] = useState<Watched>(NOTHING);
  const worker = useRef<Worker | null>(null);
  const shown = useRef(show);
  shown.current = show;
  const stop = useCallback(() => {
    worker.current?.postMessage({ kind: 'stop' } satisfies ToWatcher);
  }, []);
  const hear = useCallback((message: FromWatcher) => {
    if (message.kind === 'picture') {
      shown.current(message.picture);
      message.picture.close();
      return;
    }
    if (message.kind === 'end' || message.kind === 'refusal') worker.current?.terminate();
    setWatched((before) => after(before, message));
  }, []);
  const begin = useCallback(
    (start: StartWatching) => {
      worker.current?.terminate();
      address ??= workerAddress();
      const own = new Worker(address, { type: 'module' });
      worker.current = own;
      setWatched({ ...NOTHING, state: 'opening' });
      own.onmessage = ({ data }: MessageEvent<FromWatcher>) => hear(data);
      own.onerror = () =>
        hear({
          kind: 'refusal',
          refusal: {
            code: null,
            message: 'The part of the page that watches videos could not be loaded.',
            hint: 'Check that `wince serve` still runs, and load this page again.',
          },
        });
      own.postMessage(start satisfies ToWatcher);
    },
    [hear],
  );
  const send = useCallback((time: number, picture: ImageBitmap) => {
    worker.current?.postMessage({ kind: 'picture', time, picture } satisfies ToWatcher, [picture]);
  }, []);
  const sendSound = useCallback((sound: HeardSound) => {
    worker.current?.postMessage({ kind: 'sound', ...sound } satisfies ToWatcher, [sound.samples.buffer]);
  }, []);
  const tellNoSound = useCallback((why: string) => {
    worker.current?.postMessage({ kind: 'no microphone', why } satisfies ToWatcher);
  }, []);
  useEffect(() => () => worker.current?.terminate(), []);
  return { watched, begin, stop, send, sendSound, tellNoSound };
}

function after(before: Watched, message: Exclude<FromWatcher, { kind: 'picture' }>): Watched {
  switch (message.kind) {
    case 'device':
      return { ...before, device: message.device };
    case 'ready':
      return { ...before, state: 'watching', model: message.model };
    case 'truth':
      return { ...before, onsets: message.onsets };
    case 'frame':
      return { ...before, frame: message, course: withFrame(before.course, message) };
    case 'pulse':
      return { ...before, pulse: message };
    case 'cry':
      return { ...before, cry: message };
    case 'end':
      return { ...before, state: 'ended' };
    case 'refusal':
      return { ...before, state: 'ended', refusal: message.refusal };
  }
}
