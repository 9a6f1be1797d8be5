import { serveUnits } from '../execute/index.ts';
import { kindsOfProcess } from './worker-process.fixture.ts';

export default serveUnits(kindsOfProcess);
