export { weightsIdentity } from './converted-files.ts';
export * from './features.ts';
export * from './session.ts';
