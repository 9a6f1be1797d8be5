import { defineStages } from './stage.ts';
import { abstain } from './stages/abstain.ts';
import { calibrate } from './stages/calibrate.ts';
import { classify } from './stages/classify.ts';
import { fuse } from './stages/fuse.ts';
import { impute } from './stages/impute.ts';
import { outside } from './stages/outside.ts';
import { holdAtPrevalence } from './stages/prevalence.ts';
import { scale } from './stages/scale.ts';
import { select } from './stages/select.ts';
import { threshold } from './stages/threshold.ts';

/** The stages of every cell, in the order in which rows go through them. */
export const stages = defineStages([
  select,
  impute,
  scale,
  classify,
  fuse,
  abstain,
  calibrate,
  holdAtPrevalence,
  threshold,
  outside,
]);
