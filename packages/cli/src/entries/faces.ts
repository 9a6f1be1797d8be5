/**
 * Faces: found, registered, and good enough or not, with the reason.
 *
 * @module faces
 */

export { type FaceAnalyser, type FaceAnalyserOptions, openFaceAnalyser } from '@wince/runtime';
export * from './core/faces.ts';
