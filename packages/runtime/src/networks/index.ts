export { weightsIdentity } from './converted-files.ts';
export * from './features.ts';
export * from './home.ts';
export * from './import-network.ts';
export * from './layers.ts';
export * from './pull.ts';
export * from './session.ts';
export * from './store.ts';
export * from './verify.ts';
