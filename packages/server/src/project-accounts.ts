import { join } from 'node:path';
import { type Accounts, openAccounts } from './accounts/accounts.ts';
import { openProject } from './project/project.ts';
import { openAudit } from './state/audit.ts';
import { openState } from './state/database.ts';
import { STATE } from './workbench.ts';

/**
 * The accounts of a project for the command line, also while a server has the project open: it sees each change at the next request.
 *
 * @throws WinceError `no-such-folder`, `damaged-state`
 */
export async function openProjectAccounts(
  folder: string,
): Promise<{ readonly accounts: Accounts; readonly close: () => void }> {
  const project = await openProject(folder);
  const state = openState(join(project.own, STATE));
  return { accounts: openAccounts(state, openAudit(state)), close: state.close };
}
