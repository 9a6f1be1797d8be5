import {
  type ClipParameters,
  type FollowedStretch,
  type Observing,
  openRowObserver,
  type PlannedFamily,
  type RowObserver,
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

/** Watches of the pass: the monitor is the first. */
const WHOLE = 1;

export function openWholeRow(
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
      const [whole, reference] = observers.map((observer) => rowOf(families, observer, found, clips));
      return modelRow(families, whole, reference);
    },
  };
}

function rowOf(
  families: readonly PlannedFamily[],
  observer: RowObserver,
  rest: FaceAtRest | NoRest | undefined,
  clips: ClipParameters,
): ObservedRow {
  const stretch: FollowedStretch = observer.followed(clips.rate);
  const { confidence } = stretch;
  const look = observer.look();
  const lost = lostNeeds(stretch, { rest, face: true, clips, decoded: 1 });
  const found = {
    sha256: null,
    confidence,
    shape: null,
    look: look && [...look],
    clip: clipOf(stretch, null),
  };
  const values = observer.values();
  return observedRow(families, lost, (i) => values[i], found);
}
