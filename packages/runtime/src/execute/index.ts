export { type Executor, interrupted, type RunOptions, runInLanes } from './executor.ts';
export { openInLine } from './in-line.ts';
export { type Outcome, outcomeOf, type Refusal, resultOf } from './outcome.ts';
export { defineResource, type Holder, openHolder, type Resource } from './resource.ts';
export { runUnits } from './run-units.ts';
export { serveUnits } from './serve-units.ts';
export { defaultWorkers, openThreads } from './threads.ts';
export type { LocalFile, Unit, UnitInput } from './unit.ts';
export {
  type AnyUnitKind,
  carryOut,
  defineUnitKind,
  type UnitContext,
  type UnitKind,
  type UnitKinds,
  unitKindsOf,
  unitOf,
} from './unit-kind.ts';
export { workerUrl } from './worker-file.ts';
export { type OpenExecutor, type Workplace, withWorkplace } from './workplace.ts';
