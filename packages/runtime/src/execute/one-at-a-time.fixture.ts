import type { Store } from '../store/index.ts';
import { type Executor, runInLanes } from './executor.ts';
import { openHolder } from './resource.ts';
import type { Unit } from './unit.ts';
import { carryOut, type UnitKinds } from './unit-kind.ts';

/**
 * Runs one unit at a time and, in front of each, writes it and reads it again: what could not travel to another machine does not
 * arrive here either.
 */
export function openOneAtATime(kinds: UnitKinds, store: Store): Executor {
  const holder = openHolder();
  return {
    run: (units, options) =>
      runInLanes(
        units,
        1,
        async (unit, stopped) => {
          const travelled: Unit = JSON.parse(JSON.stringify(unit));
          return carryOut(travelled, kinds, { store, holder, stopped });
        },
        options,
      ),
    close: () => holder.close(),
  };
}
