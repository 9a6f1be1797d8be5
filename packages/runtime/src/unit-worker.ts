import { serveUnits } from './execute/index.ts';
import { unitKinds } from './unit-kinds.ts';

/** A thread that carries out units; see `openThreads`. */
export default serveUnits(unitKinds);
