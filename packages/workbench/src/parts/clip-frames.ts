import type { ClipFrames, SeenClip } from '../forms/forms.ts';

/** A frame of a clip. */
export interface ClipFrame {
  /** Seconds of the recording. */
  readonly time: number;
  readonly jpeg: Blob;
}

/** The frames of a clip, fetched second by second as somebody looks at them. */
export interface FramesOfClip {
  /** The frame that is shown at a time; null where the clip has none. */
  at(time: number): Promise<ClipFrame | null>;
  /** The next frame behind a time; null behind the last one. */
  after(time: number): Promise<ClipFrame | null>;
  /** The last frame in front of a time; null in front of the first one. */
  before(time: number): Promise<ClipFrame | null>;
}

/** Seconds that are kept. */
const KEPT = 12;
/** Times are sums of fractions: so near, they are the same. */
const SAME = 1e-6;

/** @param load fetches the frames of one second from a moment on */
export function openClipFrames(
  { start, end }: Pick<SeenClip, 'start' | 'end'>,
  load: (from: number) => Promise<ClipFrames>,
): FramesOfClip {
  const kept = new Map<number, Promise<readonly ClipFrame[]>>();
  const count = Math.max(1, Math.ceil(end - start - SAME));
  const second = (k: number): Promise<readonly ClipFrame[]> => {
    const known = kept.get(k);
    if (known) return known;
    const fetched = load(start + k).then(({ frames }) => frames.map(decoded));
    kept.set(k, fetched);
    // What failed is asked for again.
    fetched.catch(() => kept.delete(k));
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT) break;
      kept.delete(oldest);
    }
    return fetched;
  };
  const placeOf = (time: number) => Math.min(count - 1, Math.max(0, Math.floor(time - start + SAME)));
  const last = async (time: number, isIt: (frame: ClipFrame) => boolean) => {
    for (let k = placeOf(time); k >= 0; k--) {
      const found = (await second(k)).findLast(isIt);
      if (found) return found;
    }
    return null;
  };
  const first = async (time: number, isIt: (frame: ClipFrame) => boolean) => {
    for (let k = placeOf(time); k < count; k++) {
      const found = (await second(k)).find(isIt);
      if (found) return found;
    }
    return null;
  };
  return {
    at: async (time) => (await last(time, (own) => own.time <= time + SAME)) ?? first(start, () => true),
    after: (time) => first(time, (own) => own.time > time + SAME),
    before: (time) => last(time, (own) => own.time < time - SAME),
  };
}

function decoded({ time, jpeg }: ClipFrames['frames'][number]): ClipFrame {
  const bytes = Uint8Array.from(atob(jpeg), (character) => character.charCodeAt(0));
  return { time, jpeg: new Blob([bytes], { type: 'image/jpeg' }) };
}
