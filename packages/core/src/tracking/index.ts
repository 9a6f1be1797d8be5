export * from './tracked-frame.ts';
