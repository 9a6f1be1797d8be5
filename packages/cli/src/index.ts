/**
 * wince as a library: what those use who evaluate methods, add methods, or build a monitor. Each task has an entry of its own, such as
 * `wince/evaluation`, and `wince` is all of them. `docs/library.md` tells what each is for; whatever is not listed is internal and may
 * change.
 *
 * @packageDocumentation
 */

export * from './entries/core/errors.ts';
export * from './entries/core/evaluation.ts';
export * from './entries/core/learning.ts';
export * from './entries/core/methods.ts';
export * from './entries/core/scales.ts';
export * from './entries/core/strain.ts';
export * from './entries/datasets.ts';
export * from './entries/experiments.ts';
export * from './entries/faces.ts';
export * from './entries/models.ts';
export * from './entries/monitoring.ts';
export * from './entries/networks.ts';
export * from './entries/phantom.ts';
export * from './entries/recordings.ts';
export * from './entries/store.ts';
export * from './entries/tracking.ts';
