import { serveUnits } from './index.ts';
import { testKinds } from './units.fixture.ts';

export default serveUnits(testKinds);
