import { serveUnits } from './execute/index.ts';
import { unitKinds } from './unit-kinds.ts';

export default serveUnits(unitKinds);
