import {
  type ClipParameters,
  type FollowedStretch,
  type Observing,
  openRowObserver,
  type PlannedFamily,
  type RowObserver,
  WinceError,
} from '@wince/core';
import {
  type FaceAtRest,
  type NoRest,
  type PassEvent,
  placeOfRest,
  type RecordingPart,
  tellRow,
  type Watch,
} from '@wince/observation';
import type { ObservedRow } from '../measure/extraction.ts';
import { type HeardPart, hearSound } from '../measure/recording/hear-sound.ts';
import { clipOf, lostNeeds } from '../measure/recording/stretch-finding.ts';
import { observedRow } from '../measure/row-finding.ts';
import { type ModelRow, modelRow } from './model-row.ts';

/** A recording observed as one row, beside a monitor that observes the same frames. */
export interface WholeRow {
  /** Where the subject is at rest. */
  readonly rest: RecordingPart;
  /** The recording and its rest, behind the watch of the monitor; the place of rest is the second one. */
  readonly watches: readonly Watch[];
  tell(event: PassEvent): Promise<void>;
  /** @param rest the face at rest, as far as it was found */
  row(rest: FaceAtRest | NoRest | undefined): Promise<ModelRow>;
}

const WHOLE_PART = { start: 0, end: null } as const;
/** Watches of the pass: the monitor is the first. */
const WHOLE = 1;

/** @param path where its sound is read, for families that hear */
export function openWholeRow(
  path: string,
  families: readonly PlannedFamily[],
  observing: Observing,
  rest: RecordingPart | null | undefined,
): WholeRow {
  const { clips } = observing;
  const place = placeOfRest(families, rest, clips);
  const needs = new Set(families.flatMap((family) => family.needs));
  const strain = needs.has('strain');
  const between = needs.has('every-frame');
  const watch = { rate: clips.rate, rest: 1, face: true, strain, between };
  const observers = [false, true].map((reference) => openRowObserver(families, observing, { reference }));
  return {
    rest: place,
    watches: [
      { start: 0, end: null, ...watch },
      { ...place, ...watch },
    ],
    tell: (event) => tellRow(observers[event.watch - WHOLE], event),
    async row(found) {
      const sounds = await Promise.all(
        observers.map((observer, i) =>
          needs.has('sound') ? hearSound(path, i === 0 ? WHOLE_PART : place, observer, clips) : null,
        ),
      );
      const [whole, reference] = observers.map((observer, i) =>
        rowOf(families, observer, { rest: found, clips, sound: sounds[i] }),
      );
      return modelRow(families, whole, reference);
    },
  };
}

function rowOf(
  families: readonly PlannedFamily[],
  observer: RowObserver,
  {
    rest,
    clips,
    sound,
  }: {
    readonly rest: FaceAtRest | NoRest | undefined;
    readonly clips: ClipParameters;
    /** What was heard, why there is no sound, or null where nobody needs it. */
    readonly sound: HeardPart | WinceError | null;
  },
): ObservedRow {
  const stretch: FollowedStretch = observer.followed(clips.rate);
  const { confidence } = stretch;
  const look = observer.look();
  const lost = new Map(lostNeeds(stretch, { rest, face: true, clips, decoded: 1 }));
  const isSilent = sound instanceof WinceError;
  if (isSilent) lost.set('sound', { status: 'no-features', reason: sound.message });
  const found = {
    sha256: null,
    confidence,
    shape: null,
    look: look && [...look],
    clip: clipOf(stretch, isSilent ? null : (sound?.partial ?? null)),
  };
  const values = observer.values();
  return observedRow(families, lost, (i) => values[i], found);
}
