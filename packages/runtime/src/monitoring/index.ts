export * from './annotation/annotated-video.ts';
export type { AnnotationText } from './annotation/draw-frame.ts';
export * from './bar-periods.ts';
export * from './prediction-csv.ts';
export * from './prediction-document.ts';
export * from './times.ts';
export * from './video-prediction.ts';
