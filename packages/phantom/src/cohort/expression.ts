import type { Random } from '@wince/core';
import { clamp, lerp } from '../curves.ts';
import { ACTIONS, type Action, type Actions } from '../head/actions.ts';
import {
  BLUNTED,
  CONDITIONS,
  type Condition,
  DIFFICULTY,
  INTENSITY_SPREAD,
  PROTOTYPES,
  type Prototype,
} from './parameters.ts';

/** What a face shows, and how it came about. */
export interface Expression {
  readonly actions: Actions;
  /** The condition that the label does not know of, mixed in by the difficulty. */
  readonly blindCondition: Condition;
  readonly blunted: boolean;
  /** Reddening of the face, 0 to 1. */
  readonly flush: number;
  readonly gaze: { readonly x: number; readonly y: number };
}

const MOUTH: ReadonlySet<Action> = new Set([
  'openLips',
  'verticalStretch',
  'horizontalStretch',
  'tautTongue',
  'chinQuiver',
]);

/**
 * Draws an expression.
 *
 * @param condition what the baby goes through
 * @param difficulty 0 to 1, see `DIFFICULTY`
 * @param reactivity strength of this subject's responses
 * @param preterm below 32 weeks: a blunted face is twice as likely
 */
export function drawExpression(
  condition: Condition,
  difficulty: number,
  reactivity: number,
  preterm: boolean,
  random: Random,
): Expression {
  const blindCondition = CONDITIONS[random.below(CONDITIONS.length)];
  const chance = DIFFICULTY.blunted(difficulty) * (preterm ? 2 : 1);
  const mayBlunt = random.next() < chance;
  const own = soften(PROTOTYPES[condition], condition === 'pain' && mayBlunt);
  const blind = soften(PROTOTYPES[blindCondition], blindCondition === 'pain' && mayBlunt);
  const share = DIFFICULTY.blind(difficulty);
  const strength = lerp(0.8, 1, random.next()) * reactivity;
  const actions = intensities((action) => {
    const mean = lerp(own[action] ?? 0, blind[action] ?? 0, share);
    const spread =
      INTENSITY_SPREAD.relative * mean +
      (mean > 0 ? INTENSITY_SPREAD.absolute : 0.5 * INTENSITY_SPREAD.absolute);
    const value = mean * (action === 'lidsOpen' ? 1 : strength) + spread * random.normal();
    return clamp(Math.round(value * 1000) / 1000, 0, 1);
  });
  const distress = 0.5 * actions.browBulge + 0.5 * actions.verticalStretch;
  return {
    actions,
    blindCondition,
    blunted: mayBlunt && (condition === 'pain' || blindCondition === 'pain'),
    flush: clamp(0.75 * distress + 0.12 * random.normal() + 0.12, 0, 1),
    gaze: { x: clamp(0.25 * random.normal(), -0.6, 0.6), y: clamp(0.15 * random.normal(), -0.3, 0.3) },
  };
}

/** Builds the record of all actions. */
export function intensities(of: (action: Action) => number): Actions {
  return {
    browBulge: of('browBulge'),
    eyeSqueeze: of('eyeSqueeze'),
    nasolabialFurrow: of('nasolabialFurrow'),
    openLips: of('openLips'),
    verticalStretch: of('verticalStretch'),
    horizontalStretch: of('horizontalStretch'),
    lipPurse: of('lipPurse'),
    tautTongue: of('tautTongue'),
    chinQuiver: of('chinQuiver'),
    tongueProtrusion: of('tongueProtrusion'),
    lidsOpen: of('lidsOpen'),
    browRaise: of('browRaise'),
    roundMouth: of('roundMouth'),
  };
}

function soften(prototype: Prototype, blunted: boolean): Prototype {
  if (!blunted) return prototype;
  const entries = ACTIONS.map((action): [Action, number] => [
    action,
    (prototype[action] ?? 0) * (MOUTH.has(action) ? BLUNTED.mouth : BLUNTED.face),
  ]);
  return Object.fromEntries(entries);
}
