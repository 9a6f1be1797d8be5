export { lineFilters } from './fastest.ts';
export type { LineFilters } from './line-filters.ts';
