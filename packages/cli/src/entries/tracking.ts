/**
 * Tracking: a face followed through a video, frames that can be used or why not, usable time, key frames.
 *
 * @module tracking
 */

export { type FaceTracking, openFaceTracking } from '@wince/runtime';
export * from './core/tracking.ts';
