import type { Store } from '../store/index.ts';
import { type Executor, runInLanes } from './executor.ts';
import { openHolder } from './resource.ts';
import { carryOut, type UnitKinds } from './unit-kind.ts';

/** Runs units one after the other in this thread. */
export function openInLine(kinds: UnitKinds, store: Store): Executor {
  const holder = openHolder();
  return {
    run: (units, options) =>
      runInLanes(units, 1, (unit, stopped) => carryOut(unit, kinds, { store, holder, stopped }), options),
    close: () => holder.close(),
  };
}
