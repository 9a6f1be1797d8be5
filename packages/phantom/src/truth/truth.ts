import type { Cohort, PlannedSample } from '../cohort/plan.ts';
import type { HeadModel } from '../head/head-model.ts';
import { project } from '../render/raster.ts';
import type { DrawnFrame } from '../scene/drawn-frame.ts';
import type { Subject } from '../subject/subject.ts';
import {
  type LandmarkDefinition,
  landmarkDefinitions,
  type RegionDefinition,
  regionDefinitions,
} from './landmarks.ts';

export const TRUTH_SCHEMA = 1;

/** A point of the phantom in the picture: pixels from the top left corner, the centre of the first pixel at (0, 0). */
export interface TrueLandmark {
  readonly name: string;
  readonly group: string;
  readonly x: number;
  readonly y: number;
  /** Nearness to the camera in cm, relative to the middle of the head. */
  readonly z: number;
  /** False where something lies before it, or it is turned away. */
  readonly visible: boolean;
  /** Points of the 468-point face mesh whose mean should lie there. */
  readonly face_mesh: readonly number[];
}

/** What is known of a drawn face. */
export interface FaceTruth {
  readonly landmarks: readonly TrueLandmark[];
  readonly regions: { readonly [name: string]: readonly (readonly [number, number])[] };
  /** The distance of the outer eye corners in the picture, in pixels. */
  readonly eye_distance: number;
  /** What lies on or before the face, and the share of the landmarks that cannot be seen. */
  readonly occlusions: readonly string[];
  readonly hidden_share: number;
}

const round = (value: number): number => Math.round(value * 100) / 100;

interface Definitions {
  readonly landmarks: readonly LandmarkDefinition[];
  readonly regions: readonly RegionDefinition[];
}

/** Looked up once for each model: a clip asks for them a thousand times. */
const DEFINITIONS = new WeakMap<HeadModel, Definitions>();

function definitionsOf(model: HeadModel): Definitions {
  const known = DEFINITIONS.get(model);
  if (known) return known;
  const found = { landmarks: landmarkDefinitions(model.shape), regions: regionDefinitions(model.shape) };
  DEFINITIONS.set(model, found);
  return found;
}

/** Reads off a frame where everything is. */
export function faceTruth(model: HeadModel, frame: DrawnFrame): FaceTruth {
  const skin = frame.meshes[0];
  const screen = new Float32Array((skin.positions.length / 3) * 2);
  project(frame.camera, skin.positions, screen);
  const defined = definitionsOf(model);
  const landmarks = defined.landmarks.map(
    ({ name, group, vertex, mesh }): TrueLandmark => ({
      name,
      group,
      // The renderer counts from the corner of the first pixel, pictures from its centre.
      x: round(screen[2 * vertex] - 0.5),
      y: round(screen[2 * vertex + 1] - 0.5),
      z: round(skin.positions[3 * vertex + 2]),
      visible: isVisible(frame, screen, vertex),
      face_mesh: mesh,
    }),
  );
  const regions = Object.fromEntries(
    defined.regions.map(({ name, vertices }) => [
      name,
      vertices.map((v): [number, number] => [round(screen[2 * v] - 0.5), round(screen[2 * v + 1] - 0.5)]),
    ]),
  );
  const corner = (name: string): TrueLandmark => {
    const found = landmarks.find((l) => l.name === name);
    if (!found) throw new Error(`no landmark called ${name}`);
    return found;
  };
  const left = corner('left outer eye corner');
  const right = corner('right outer eye corner');
  return {
    landmarks,
    regions,
    eye_distance: round(Math.hypot(left.x - right.x, left.y - right.y)),
    occlusions: occlusionsOf(frame),
    hidden_share: round(landmarks.filter((l) => !l.visible).length / landmarks.length),
  };
}

function isVisible(frame: DrawnFrame, screen: Float32Array, vertex: number): boolean {
  const { seen, camera, meshes } = frame;
  const scale = seen.width / camera.width;
  const x = Math.floor(screen[2 * vertex] * scale);
  const y = Math.floor(screen[2 * vertex + 1] * scale);
  if (x < 0 || y < 0 || x >= seen.width || y >= seen.height) return false;
  // A lip's edge may be covered by the part beside it by a hair: 2 mm do not hide a point.
  return seen.depth[y * seen.width + x] - meshes[0].positions[3 * vertex + 2] < 0.2;
}

function occlusionsOf(frame: DrawnFrame): string[] {
  const own = new Set(['skin', 'eye', 'mouth', 'gum', 'tongue', 'ear']);
  const before = new Set([
    'hand',
    'cannula',
    'tape',
    'feeding tube',
    'cap',
    'blanket cover',
    'soother',
    'mask',
  ]);
  return [...new Set(frame.meshes.map((m) => m.name))].filter((name) => !own.has(name) && before.has(name));
}

/** The truth of a still picture: what `truth/.../NN.json` holds. */
export interface PictureTruth extends FaceTruth {
  readonly schema: number;
  readonly synthetic: true;
  readonly sample: string;
  readonly subject: SubjectTruth;
  readonly session: number;
  readonly position: number;
  readonly period: string;
  readonly condition: string;
  /** As the table has it, and as it is. */
  readonly label: string;
  readonly true_label: string;
  readonly difficulty: number;
  readonly blind_condition: string;
  readonly blunted: boolean;
  readonly intensities: PlannedSample['expression']['actions'];
  readonly flush: number;
  readonly gaze: { readonly x: number; readonly y: number };
  readonly pose: PlannedSample['nuisance']['pose'];
  readonly light: {
    readonly kind: string;
    readonly azimuth: number;
    readonly elevation: number;
    readonly strength: number;
  };
  readonly bedside: PlannedSample['nuisance']['bedside'];
  readonly camera: {
    readonly size: number;
    readonly fill: number;
    readonly blur: number;
    readonly noise: number;
    readonly quality: number;
  };
  readonly nips: PlannedSample['nips'];
}

/** What is true of a drawn subject: weeks of gestation, days since birth, and its tone on the Monk scale. */
export interface SubjectTruth {
  readonly id: string;
  readonly sex: string;
  readonly gestational_age_weeks: number;
  readonly postnatal_age_days: number;
  readonly monk: number;
}

/** What is known of a subject, as the truth files have it: ages in weeks at birth and days after it, tone by the Monk scale. */
export function subjectTruth(subject: Subject): SubjectTruth {
  return {
    id: subject.id,
    sex: subject.sex,
    gestational_age_weeks: subject.gestationalAgeWeeks,
    postnatal_age_days: subject.postnatalAgeDays,
    monk: subject.monk,
  };
}

/** Everything known of a still picture. */
export function pictureTruth(
  cohort: Cohort,
  model: HeadModel,
  sample: PlannedSample,
  frame: DrawnFrame,
): PictureTruth {
  const { expression, nuisance } = sample;
  return {
    schema: TRUTH_SCHEMA,
    synthetic: true,
    sample: sample.id,
    subject: subjectTruth(model.subject),
    session: sample.session,
    position: sample.position,
    period: sample.period,
    condition: sample.condition,
    label: sample.label,
    true_label: sample.trueLabel,
    difficulty: cohort.difficulty,
    blind_condition: expression.blindCondition,
    blunted: expression.blunted,
    intensities: expression.actions,
    flush: expression.flush,
    gaze: expression.gaze,
    pose: nuisance.pose,
    light: {
      kind: nuisance.light,
      azimuth: nuisance.azimuth,
      elevation: nuisance.elevation,
      strength: nuisance.strength,
    },
    bedside: nuisance.bedside,
    camera: {
      size: sample.scene.size,
      fill: nuisance.fill,
      blur: sample.scene.sensor.blur,
      noise: nuisance.noise,
      quality: nuisance.quality,
    },
    nips: sample.nips,
    ...faceTruth(model, frame),
  };
}
