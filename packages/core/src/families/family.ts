import type { z } from 'zod';
import { type CatalogueEntry, defineCatalogue } from '../catalogue.ts';
import type { CoverableRegion } from '../face/covering/region-cells.ts';
import type { RegisteredFace } from '../face/registered-face.ts';
import { type MethodSpecification, parseMethod } from '../method.ts';
import type { Numbers } from '../numbers/matrix.ts';
import type { SoundBlock } from '../recording/sound.ts';
import type { TrackedFrame } from '../recording/tracking/tracked-frame.ts';
import type { VideoFrame } from '../recording/video-frame.ts';
import type { ClipParameters } from './clip-parameters.ts';
import type { FamilyKind, FamilyRecord } from './family-record.ts';
import type { DescribeFace, Moment, SeenFace } from './moment.ts';
import type { StrainSample } from './strain/series.ts';

/**
 * What a family can need of a row.
 *
 * - `face`: a face that can be used, of a picture or of frames of a recording.
 * - `frames`: frames that follow each other: a recording, not a picture.
 * - `every-frame`: also the frames between those in which the face is followed, which needs `frames`.
 * - `strain`: facial strain between frames, which needs `frames`, `face` and the subject at rest.
 * - `sound`: a recording with sound.
 * - `table`: a row in a table of the user's own; no recording is opened for it.
 */
export const FAMILY_NEEDS = ['face', 'frames', 'every-frame', 'strain', 'sound', 'table'] as const;
/** What a family needs of a row: frames with a face, any frames, every frame, strain between frames, sound, or a table of the user. */
export type FamilyNeed = (typeof FAMILY_NEEDS)[number];

/** The values of a family for a row. */
export interface FamilyValues {
  /** One for each column. */
  readonly values: Numbers;
  /** For reference rows: the median absolute deviation of each column over frames; null where a family has no frames. */
  readonly spread: Float32Array | null;
}

/** Why a family has no values for a row. */
export interface LostValues {
  readonly reason: string;
}

/** A row, or the stretch of a recording that a window shows, when its values are asked for. */
export interface ObservedStretch {
  /** A picture has one face and no time. */
  readonly kind: 'picture' | 'clip';
  /** Whether the row stands for what is usual for its subject, and serves normalisation alone. */
  readonly reference: boolean;
  /** The faces that stand for the stretch: places among those that were observed and are not forgotten. */
  readonly keyFrames: readonly number[];
}

/**
 * Observes one row of a data set, or a recording that is monitored: it is told what comes, in order of time, and gives the
 * family's values of what it has observed. It has a method for each signal that the family needs, and no other.
 */
export interface FamilyObserver {
  /** A face to describe: that of a picture, or the best of each short stretch of a recording. */
  face?(face: SeenFace): void | Promise<void>;
  /** Each frame, as it was followed. */
  tracked?(frame: TrackedFrame): void | Promise<void>;
  /** Each frame as it is, whether there is a face in it or not. Its picture is valid until the promise settles. */
  frame?(frame: VideoFrame): void | Promise<void>;
  /**
   * Each frame between two that are told with `frame`, after the first of them was told with `tracked`. Its picture is not written again:
   * it may be kept until the next frame was tracked.
   */
  between?(frame: VideoFrame): void | Promise<void>;
  strain?(sample: StrainSample): void;
  sound?(block: SoundBlock): void | Promise<void>;
  /** The sound of the row has ended: what takes long, and looks at all of it, is done here. */
  heard?(): Promise<void>;
  /** Forgets what lies before a time (seconds of the recording): a monitor looks at the newest stretch alone. */
  forget(before: number): void;
  /** The family's values of all that was observed and is not forgotten, or the reason why there are none. */
  values(stretch: ObservedStretch): FamilyValues | LostValues;
}

/** What an observer is given when it is opened. */
export interface Observing {
  /** How clips become rows. */
  readonly clips: ClipParameters;
  /** Describes a face, once for all families that ask for the same. */
  readonly describe: DescribeFace;
  /** How old a face looks; see `apparentAge`. Default: not known. */
  readonly age?: (face: RegisteredFace) => Promise<number>;
}

/** A family as an experiment names it, ready to be observed. */
export interface PlannedFamily {
  readonly record: FamilyRecord;
  readonly columns: readonly string[];
  /** How the user wrote it: enough to plan it again, in another process too. */
  readonly specification: MethodSpecification;
  readonly needs: readonly FamilyNeed[];
  /** The regions of the face that its values come from: where one of them is covered there are none. Empty for all other families. */
  readonly regions: readonly CoverableRegion[];
  /**
   * How the family is written region by region, under `regions: per`: itself where it needs no face, or is of one region already.
   * Null where it sees only the whole face.
   */
  readonly byRegion: readonly MethodSpecification[] | null;
  /** What the family gives of a single moment; null where it gives values of a whole row alone. */
  readonly moment: Moment | null;
  /** Whether the subject's own reference is taken from its values later: what stands in a table is a change. */
  readonly sinceReference: boolean;
  /** The values of a table by the names of rows; null for everything that is observed. */
  readonly table: ReadonlyMap<string, Numbers> | null;
  open(observing: Observing): FamilyObserver;
}

/** What planning a family may ask for. */
export interface Planning {
  readonly clips: ClipParameters;
  /** Plans the family that another one is made of. */
  plan(specification: MethodSpecification): Promise<PlannedFamily>;
}

/** An entry of the catalogue of families. */
export interface Family extends CatalogueEntry {
  /** One line that tells what it measures. */
  readonly title: string;
  /** Where it comes from: a DOI or a document. */
  readonly source: string;
  /** The unit of its values, and their range. */
  readonly unit: string;
  /** What it measures; null where that is decided by the family that it is made of. */
  readonly kind: FamilyKind | null;
  /** What it needs in any case; a planned family knows all that it needs. */
  readonly needs: readonly FamilyNeed[];
  /** What the user may set behind `?`, with defaults: unknown keys are refused. */
  readonly parameters: z.ZodType;
  /** How it is written, as an example that can be planned. */
  readonly example: string;
  /** Reads what the user wrote. @throws WinceError `bad-feature`, `bad-parameter`, and what reading a table or a network throws */
  plan(specification: MethodSpecification, planning: Planning): PlannedFamily | Promise<PlannedFamily>;
}

/** A family that observes rows by itself, in one declaration. */
export interface FamilyDefinition<Parameters>
  extends Omit<Family, 'plan' | 'example' | 'kind' | 'parameters'> {
  readonly kind: FamilyKind;
  readonly parameters: z.ZodType<Parameters>;
  /** Names of the columns, each once, in the order of its values. Each starts with the family's id. */
  columns(parameters: Parameters): readonly string[];
  open(parameters: Parameters, observing: Observing): FamilyObserver;
}

/** Declares a family: users write its id, with `?parameter=value` behind it. */
export function defineFamily<Parameters>(definition: FamilyDefinition<Parameters>): Family {
  const { id, version, kind, needs } = definition;
  const alone = defineCatalogue('feature', [definition]);
  return {
    ...definition,
    example: id,
    plan(specification) {
      const call = parseMethod(alone, specification);
      const parameters = definition.parameters.parse(call.parameters);
      const columns = definition.columns(parameters);
      return {
        record: {
          ...{ name: call.name, kind, columns: columns.length, network: null },
          identity: JSON.stringify([id, version, call.parameters]),
        },
        ...{ columns, specification, needs, moment: null, sinceReference: false, table: null },
        ...{ regions: [], byRegion: seesFace(needs) ? null : [specification] },
        open: (observing) => definition.open(parameters, observing),
      };
    },
  };
}

/** Whether what a family needs is seen on a face. */
function seesFace(needs: readonly FamilyNeed[]): boolean {
  return needs.includes('face') || needs.includes('strain');
}
