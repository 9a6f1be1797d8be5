export { innerProducts, manhattanDistances } from './fastest.ts';
export type { Rows } from './rows.ts';
