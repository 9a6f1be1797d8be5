export * from './features.ts';
export * from './session.ts';
