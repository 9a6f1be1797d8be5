import { ROLES, type Role } from '@wince/workbench';

/** Who asks: the user of a project without accounts, an account by its role, a program with the token, or nobody that is known. */
export type Standing = 'owner' | Role | 'program' | 'stranger';

/** The least role that an address answers, and whether a program is answered, too. `anyone`: also who has not signed in yet. */
interface Right {
  readonly least: 'anyone' | Role;
  readonly program?: true;
}

const [anyone, rater, researcher, admin] = (['anyone', ...ROLES] as const).map((least): Right => ({ least }));

/**
 * What each role may do, at each address. An address that does not stand here is answered to nobody, and the server does not start with
 * one. A project without accounts has one user, who may do all of it.
 */
export const RIGHTS: Readonly<Record<string, Right>> = Object.freeze({
  // The page, which signs in.
  'GET /': anyone,
  'GET /page.js': anyone,
  'GET /page.css': anyone,
  'GET /icon.svg': anyone,
  'GET /open': anyone,
  'GET /api/session': anyone,
  'POST /api/session': anyone,
  'POST /api/session/end': rater,
  'POST /api/session/password': rater,
  // Labelling, blinded.
  'GET /api/project': { least: 'rater', program: true },
  'GET /api/openapi.json': { least: 'rater', program: true },
  'GET /api/datasets': rater,
  'GET /api/datasets/rows': rater,
  'GET /api/picture': rater,
  'GET /api/clip': rater,
  'GET /api/clip/frames': rater,
  'GET /api/scales': rater,
  'GET /api/labels': rater,
  'POST /api/labels': rater,
  'GET /api/agreement': rater,
  // Data, experiments, runs, models, the monitor.
  'GET /api/folders': researcher,
  'POST /api/datasets': researcher,
  'GET /api/datasets/findings': researcher,
  'POST /api/datasets/check': researcher,
  'POST /api/datasets/exclusions': researcher,
  'POST /api/datasets/split': researcher,
  'POST /api/files': researcher,
  'GET /api/experiments': researcher,
  'GET /api/experiments/plan': researcher,
  'GET /api/runs': researcher,
  'POST /api/runs': researcher,
  'GET /api/runs/table': researcher,
  'GET /api/runs/compare': researcher,
  'GET /api/runs/wrong': researcher,
  'GET /api/runs/methods': researcher,
  'GET /api/runs/archive': researcher,
  'GET /report': researcher,
  'GET /explanation': researcher,
  'GET /api/jobs': researcher,
  'GET /api/jobs/events': researcher,
  'POST /api/jobs/stop': researcher,
  'POST /api/models': researcher,
  'GET /api/models/file': researcher,
  'GET /api/models': { least: 'researcher', program: true },
  'GET /api/networks': researcher,
  'GET /api/networks/card': researcher,
  'POST /api/networks/test': researcher,
  'POST /api/predict': { least: 'researcher', program: true },
  'WEBSOCKET /api/predict': { least: 'researcher', program: true },
  'GET /watch.js': researcher,
  'GET /microphone.js': researcher,
  'GET /onnx/ort.wasm.min.mjs': researcher,
  'GET /onnx/ort-wasm-simd-threaded.mjs': researcher,
  'GET /onnx/ort-wasm-simd-threaded.wasm': researcher,
  'GET /onnx/ort.jspi.min.mjs': researcher,
  'GET /onnx/ort-wasm-simd-threaded.jspi.mjs': researcher,
  'GET /onnx/ort-wasm-simd-threaded.jspi.wasm': researcher,
  'GET /api/watch/model': researcher,
  'GET /api/watch/network': researcher,
  'GET /api/watch/network/onnx': researcher,
  'POST /api/watch/events': researcher,
  // What is outside of the project: networks belong to the user who runs the server, for all projects.
  'POST /api/networks/files': admin,
  'POST /api/networks': admin,
  // Who may do what, and the log, in which the labels of all raters are.
  'GET /api/audit': admin,
  'GET /api/labels/table': admin,
  'POST /api/sessions/end': admin,
  'GET /api/accounts': admin,
  'POST /api/accounts/role': admin,
});

/** Whether an address answers somebody. @param address `GET /api/project`: of what is not in the table, nothing is answered */
export function mayAsk(standing: Standing, address: string): boolean {
  const right = Object.hasOwn(RIGHTS, address) ? RIGHTS[address] : undefined;
  if (!right) return false;
  if (standing === 'owner') return true;
  if (right.least === 'anyone') return true;
  if (standing === 'stranger') return false;
  if (standing === 'program') return right.program === true;
  return ROLES.indexOf(standing) >= ROLES.indexOf(right.least);
}
