export { type ClipTruth, clipTruthSchema } from './clip-truth.ts';
export { VIDEO_FORMATS, type VideoFormat } from './encode-clip.ts';
export * from './truth-schema.ts';
export * from './write-cohort.ts';
