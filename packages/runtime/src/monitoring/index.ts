export * from './bar-periods.ts';
export * from './prediction-csv.ts';
export * from './prediction-document.ts';
export * from './video-prediction.ts';
