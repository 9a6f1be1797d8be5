import { type Random, randomFrom, shuffle, WinceError } from '@wince/core';
import { lerp } from '../curves.ts';
import { makeLight } from '../render/light.ts';
import type { Scene } from '../scene/scene.ts';
import { drawSubject, type Subject } from '../subject/subject.ts';
import { drawExpression, type Expression } from './expression.ts';
import { type NipsLike, scoreNips } from './nips.ts';
import { drawNuisance, drawSession, momentLater, type Nuisance, type SessionSetup } from './nuisance.ts';
import {
  CONDITIONS,
  CONFOUND_SHARE,
  type Condition,
  DIFFICULTY,
  NO_PAIN_WEIGHTS,
  PICTURES_PER_SUBJECT,
  REACTIVITY,
} from './parameters.ts';

/** What may be tied to the label on purpose. */
export const CONFOUNDS = ['light', 'session', 'sex', 'tube'] as const;
/** What may be tied to the label on purpose. */
export type Confound = (typeof CONFOUNDS)[number];

export type Label = 'pain' | 'no-pain';

/** Which cohort is drawn. The same options give the same cohort. */
export interface CohortOptions {
  readonly subjects: number;
  readonly seed: number;
  /** 0 (pain looks like pain) to 1 (the face says nothing of the label); 0.5 by default. */
  readonly difficulty?: number;
  /** Makes one thing depend on the label. Default: nothing does. */
  readonly confound?: Confound;
  /** Pixels a side; 320 by default. */
  readonly size?: number;
}

/** A picture before it is drawn. */
export interface PlannedSample {
  /** `S01-03`: subject and position. */
  readonly id: string;
  readonly subject: string;
  readonly session: 1 | 2;
  /** Place in the order in which the subject's pictures were taken, from 1. */
  readonly position: number;
  readonly period: 'baseline' | 'procedure' | 'recovery';
  readonly condition: Condition;
  /** As `dataset.csv` has it: wrong at the rate of the difficulty's label noise. */
  readonly label: Label;
  /** What the condition really is. */
  readonly trueLabel: Label;
  readonly expression: Expression;
  readonly nuisance: Nuisance;
  readonly nips: NipsLike;
  readonly scene: Scene;
}

/** A plan: all that will be drawn, as data. */
export interface Cohort {
  readonly seed: number;
  readonly difficulty: number;
  readonly confound: Confound | null;
  readonly subjects: readonly Subject[];
  readonly samples: readonly PlannedSample[];
  /** Subjects in whose clips the labels of the two events change places: as many as the label noise asks for. */
  readonly swapped: readonly string[];
}

/**
 * Plans a cohort of still pictures. The same options give the same plan. A subject's pictures come in pairs of one with pain
 * and one without, taken with the same light, tubes, session and (but for a small movement) pose; so nothing but the face
 * tells the label, unless a confound is planted.
 *
 * @throws WinceError `bad-phantom` for a count that is not a whole number of at least 1, a seed that is not a whole number,
 *   a difficulty outside [0, 1], an unknown confound, a size outside 64 to 1024
 */
export function makeCohort(options: CohortOptions): Cohort {
  const { subjects: count, seed, difficulty = 0.5, confound, size = 320 } = options;
  checkOptions({ ...options, difficulty, size });
  const tones = spreadTones(count, seed);
  const subjects = tones.map((monk, i) => drawSubject(subjectName(i, count), seed, { monk }));
  const flips = spreadFlips(subjects, difficulty, seed);
  const samples = subjects.flatMap((subject) =>
    planSubject(subject, { seed, difficulty, confound, size, flips: flips.get(subject.id) ?? 0 }),
  );
  const swaps = Math.round(DIFFICULTY.labelNoise(difficulty) * count);
  const swapped = noiseOrder(subjects, seed).slice(0, swaps);
  return { seed, difficulty, confound: confound ?? null, subjects, samples, swapped };
}

function checkOptions(options: CohortOptions & { difficulty: number; size: number }): void {
  const refuse = (message: string, hint: string): never => {
    throw new WinceError('bad-phantom', message, { hint });
  };
  const { subjects, seed, difficulty, confound, size } = options;
  if (!Number.isInteger(subjects) || subjects < 1 || subjects > 9999) {
    refuse(
      `The number of subjects must be a whole number from 1 to 9999, not ${subjects}.`,
      'For example: 24.',
    );
  }
  if (!Number.isSafeInteger(seed)) {
    refuse(`The seed must be a whole number, not ${seed}.`, 'For example: 7.');
  }
  if (!(difficulty >= 0 && difficulty <= 1)) {
    refuse(`The difficulty must be between 0 and 1, not ${difficulty}.`, 'For example: 0.5.');
  }
  if (confound !== undefined && !CONFOUNDS.includes(confound)) {
    refuse(`The confound "${confound}" does not exist.`, `Use one of these: ${CONFOUNDS.join(', ')}.`);
  }
  if (!Number.isInteger(size) || size < 64 || size > 1024) {
    refuse(`Each side of a picture must have 64 to 1024 pixels, not ${size}.`, 'For example: 320.');
  }
}

/** One tone a subject, evenly over the whole Monk scale, in an order drawn by the seed. */
function spreadTones(count: number, seed: number): number[] {
  const random = randomFrom('phantom-tones', seed);
  const tones = Array.from({ length: count }, (_, i) => 1 + (9 * (i + random.next())) / count);
  return shuffle(tones, random);
}

/**
 * How many pairs of labels change places in each subject: as many in all as the label noise asks for, so that the rate is
 * known and not only expected.
 */
function spreadFlips(subjects: readonly Subject[], difficulty: number, seed: number): Map<string, number> {
  const total = Math.round((DIFFICULTY.labelNoise(difficulty) * subjects.length * PICTURES_PER_SUBJECT) / 2);
  const order = noiseOrder(subjects, seed);
  const flips = new Map<string, number>();
  for (let k = 0; k < total; k++) {
    const id = order[k % order.length];
    flips.set(id, (flips.get(id) ?? 0) + 1);
  }
  return flips;
}

/** The order in which label noise goes through the subjects. */
function noiseOrder(subjects: readonly Subject[], seed: number): string[] {
  return shuffle(
    subjects.map(({ id }) => id),
    randomFrom('phantom-label-noise', seed),
  );
}

function subjectName(index: number, count: number): string {
  return `S${String(index + 1).padStart(Math.max(2, String(count).length), '0')}`;
}

interface Slot {
  readonly trueLabel: Label;
  readonly session: 1 | 2;
  readonly nuisance: Nuisance;
  readonly setup: SessionSetup;
}

function planSubject(
  subject: Subject,
  options: { seed: number; difficulty: number; confound: Confound | undefined; size: number; flips: number },
): PlannedSample[] {
  const { seed, difficulty, confound } = options;
  const random = randomFrom('phantom-pictures', seed, subject.id, difficulty, confound ?? 'none');
  const reactivity = lerp(REACTIVITY.low, REACTIVITY.high, random.next());
  const slots = confound ? confoundedSlots(subject, confound, random) : pairedSlots(random);
  const labels = noisyLabels(slots, options.flips, random);
  const others = drawConditions(slots.length, random);
  return slots.map((slot, i) => {
    const { trueLabel, session, nuisance, setup } = slot;
    const condition = trueLabel === 'pain' ? 'pain' : others[i];
    const preterm = subject.gestationalAgeWeeks < 32;
    const expression = drawExpression(condition, difficulty, reactivity, preterm, random);
    const position = i + 1;
    const calm = random.next() < 0.5 ? 'baseline' : 'recovery';
    return {
      id: `${subject.id}-${String(position).padStart(2, '0')}`,
      subject: subject.id,
      session,
      position,
      period: trueLabel === 'pain' ? 'procedure' : calm,
      condition,
      label: labels[i],
      trueLabel,
      expression,
      nuisance,
      nips: scoreNips(expression.actions, random),
      scene: sceneOf(expression, nuisance, setup, options.size, random),
    };
  });
}

/** Two pairs a session; each pair shares its nuisance, and which of it comes first is left to chance. */
function pairedSlots(random: Random): Slot[] {
  const slots: Slot[] = [];
  const pairs = PICTURES_PER_SUBJECT / 2;
  for (const session of [1, 2] as const) {
    const setup = drawSession(random);
    for (let k = 0; k < pairs / 2; k++) {
      const nuisance = drawNuisance(setup, random);
      const labels = shuffle<Label[]>(['pain', 'no-pain'], random);
      for (const trueLabel of labels) {
        slots.push({ trueLabel, session, setup, nuisance: momentLater(nuisance, random) });
      }
    }
  }
  return slots;
}

/** As many pictures, with one thing tied to the label and all else drawn freely. */
function confoundedSlots(subject: Subject, confound: Confound, random: Random): Slot[] {
  const setups = [drawSession(random), drawSession(random)] as const;
  const painShare =
    confound === 'sex' ? (subject.sex === 'female' ? CONFOUND_SHARE : 1 - CONFOUND_SHARE) : 0.5;
  const painful = Math.round(painShare * PICTURES_PER_SUBJECT);
  const labels = shuffle(
    Array.from({ length: PICTURES_PER_SUBJECT }, (_, i): Label => (i < painful ? 'pain' : 'no-pain')),
    random,
  );
  const slots = labels.map((trueLabel): Slot => {
    const follows = random.next() < CONFOUND_SHARE;
    const has = follows === (trueLabel === 'pain');
    const session = confound === 'session' ? (has ? 1 : 2) : random.next() < 0.5 ? 1 : 2;
    const setup = setups[session - 1];
    const drawn = drawNuisance(setup, random);
    return { trueLabel, session, setup, nuisance: tie(drawn, confound, has) };
  });
  return slots.sort((a, b) => a.session - b.session);
}

/** Gives a nuisance, or takes from it, what a confound ties to the label. */
export function tie(nuisance: Nuisance, confound: Confound, has: boolean): Nuisance {
  if (confound === 'light') return { ...nuisance, light: has ? 'warm' : 'white' };
  if (confound === 'tube') {
    return { ...nuisance, bedside: { ...nuisance.bedside, feedingTube: has ? 'nasal' : 'none' } };
  }
  return nuisance;
}

/** Labels as they are written down: so many pairs of a pain and a no-pain of the subject change places. */
function noisyLabels(slots: readonly Slot[], flips: number, random: Random): Label[] {
  const labels = slots.map((slot) => slot.trueLabel);
  const free = {
    pain: shuffle(indices(labels, 'pain'), random),
    'no-pain': shuffle(indices(labels, 'no-pain'), random),
  };
  for (let k = 0; k < Math.min(flips, free.pain.length, free['no-pain'].length); k++) {
    labels[free.pain[k]] = 'no-pain';
    labels[free['no-pain'][k]] = 'pain';
  }
  return labels;
}

function indices(labels: readonly Label[], label: Label): number[] {
  return labels.flatMap((l, i) => (l === label ? [i] : []));
}

/** Conditions without pain: by their weights, none twice in a subject before all have come. */
function drawConditions(count: number, random: Random): Exclude<Condition, 'pain'>[] {
  const all = CONDITIONS.filter((c): c is Exclude<Condition, 'pain'> => c !== 'pain');
  const drawn: Exclude<Condition, 'pain'>[] = [];
  let left = [...all];
  while (drawn.length < count) {
    if (left.length === 0) left = [...all];
    let r = random.next() * left.reduce((sum, c) => sum + NO_PAIN_WEIGHTS[c], 0);
    let pick = 0;
    while (pick < left.length - 1 && r >= NO_PAIN_WEIGHTS[left[pick]]) r -= NO_PAIN_WEIGHTS[left[pick++]];
    drawn.push(left[pick]);
    left = left.filter((_, i) => i !== pick);
  }
  return drawn;
}

function sceneOf(
  expression: Expression,
  nuisance: Nuisance,
  setup: SessionSetup,
  size: number,
  random: Random,
): Scene {
  return {
    actions: expression.actions,
    gaze: expression.gaze,
    pose: nuisance.pose,
    flush: expression.flush,
    pulse: [0, 0, 0],
    light: makeLight(nuisance.light, nuisance.azimuth, nuisance.elevation, nuisance.strength),
    bedside: nuisance.bedside,
    sensor: { exposure: 1, blur: (nuisance.blur * size) / 320, noise: nuisance.noise },
    size,
    fill: nuisance.fill,
    shift: nuisance.shift,
    seed: random.below(2 ** 30),
    cloth: setup.cloth,
  };
}
