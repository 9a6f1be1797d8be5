import { auditCells } from './audit/leaky-unit.ts';
import { observeNuisances } from './audit/nuisance-unit.ts';
import { probeFamily } from './audit/probe-unit.ts';
import { unitKindsOf } from './execute/index.ts';
import { fitCells } from './experiments/fold-units.ts';
import { weighColumns, weighFolds, weighPart } from './experiments/weigh-units.ts';
import { observeRecordings } from './measure/observe-unit.ts';
import { drawCohortPart } from './phantom/draw-unit.ts';

/** Every kind of work that a worker of this program carries out. A new one is a file of its own and a name here. */
export const unitKinds = unitKindsOf(
  ...[drawCohortPart, observeRecordings, weighPart, weighFolds, weighColumns, fitCells],
  ...[auditCells, observeNuisances, probeFamily],
);
