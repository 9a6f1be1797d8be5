/**
 * The science, as far as it needs no machine: it reads no file, opens no network and starts no thread, and also runs in a page.
 *
 * @module core
 */

export * from './core/datasets.ts';
export * from './core/errors.ts';
export * from './core/evaluation.ts';
export * from './core/experiments.ts';
export * from './core/faces.ts';
export * from './core/learning.ts';
export * from './core/methods.ts';
export * from './core/monitoring.ts';
export * from './core/recordings.ts';
export * from './core/scales.ts';
export * from './core/strain.ts';
export * from './core/tracking.ts';
