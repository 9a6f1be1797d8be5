export * from './truth-schema.ts';
export * from './write-cohort.ts';
