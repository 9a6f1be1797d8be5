export { openProjectAccounts } from './project-accounts.ts';
export { type Served, serve } from './serve.ts';
