import { serveWork } from './work/serve-work.ts';

/** A process that does work for the server; see `openProcess`. */
const memory = Number(process.env.WINCE_WORK_MEMORY);
serveWork(memory > 0 ? memory : null);
