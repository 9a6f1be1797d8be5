import { type UnitKinds, unitKindsOf } from './execute/index.ts';

/** Every kind of work that a worker carries out. */
export const unitKinds: UnitKinds = unitKindsOf();
