import { type Command, Option } from 'commander';
import { askPassword } from '../ask-password.ts';
import { printJson } from '../print-json.ts';

type Accounts = Awaited<ReturnType<typeof import('@wince/server')['openProjectAccounts']>>['accounts'];
type Role = Parameters<Accounts['add']>[2];

/** What an account may be, as the server has them: nothing of it is loaded for the help. */
const ROLES: readonly Role[] = ['rater', 'researcher', 'admin'];
/** How changes by this command are named in the log. */
const BY = 'the command line';

interface AccountFlags {
  readonly project: string;
  readonly role: Role;
  readonly json?: boolean;
}

/** `wince accounts`: who may sign in at the workbench of a project, and as what. */
export function accountsCommand(command: Command): void {
  subcommand(command, 'add', 'add an account; the terminal asks for its password, or standard input holds it')
    .argument('<NAME>', 'the name, which each label has')
    .addOption(new Option('--role <ROLE>', 'what it may do').choices([...ROLES]).makeOptionMandatory())
    .action(async (name: string, { project, role }: AccountFlags) => {
      const password = await askPassword(`The password of ${name}: `);
      await withAccounts(project, (accounts) => accounts.add(BY, name, role, password));
      console.log(`${name} may sign in as ${role}.`);
    });
  subcommand(command, 'list', 'list the accounts')
    .option('--json', 'print the result as one JSON document')
    .action(async ({ project, json }: AccountFlags) => {
      const found = await withAccounts(project, async (accounts) =>
        accounts.list().map(({ name, role, added }) => ({ name, role, added })),
      );
      if (json) printJson(found);
      else if (found.length === 0) console.log('The project has no accounts.');
      else
        for (const { name, role, added } of found)
          console.log(`${name}  ${role}  since ${added.slice(0, 10)}`);
    });
  subcommand(command, 'role', 'give an account another role; its sessions end')
    .argument('<NAME>', 'the name of the account')
    .argument('<ROLE>', `one of ${ROLES.join(', ')}`)
    .action(async (name: string, word: string, { project }: AccountFlags) => {
      const role = ROLES.find((each) => each === word);
      if (!role)
        command.error(`error: a role is one of ${ROLES.join(', ')}, and not "${word}"`, { exitCode: 2 });
      else await withAccounts(project, async (accounts) => accounts.setRole(BY, name, role));
      console.log(`${name} is ${word} now. Its sessions have ended.`);
    });
  subcommand(command, 'password', 'give an account another password; its sessions end')
    .argument('<NAME>', 'the name of the account')
    .action(async (name: string, { project }: AccountFlags) => {
      const password = await askPassword(`The new password of ${name}: `);
      await withAccounts(project, (accounts) => accounts.setPassword(BY, name, password));
      console.log(`${name} has another password. Its sessions have ended.`);
    });
  subcommand(command, 'remove', 'remove an account; its labels stay, and its name is not given again')
    .argument('<NAME>', 'the name of the account')
    .action(async (name: string, { project }: AccountFlags) => {
      await withAccounts(project, async (accounts) => accounts.remove(BY, name));
      console.log(`${name} is removed. Its sessions have ended.`);
    });
}

function subcommand(command: Command, name: string, description: string): Command {
  return command
    .command(name)
    .description(description)
    .option('--project <DIR>', 'the folder of the project', '.');
}

async function withAccounts<Result>(
  project: string,
  work: (accounts: Accounts) => Promise<Result>,
): Promise<Result> {
  const { openProjectAccounts } = await import('@wince/server');
  const { accounts, close } = await openProjectAccounts(project);
  try {
    return await work(accounts);
  } finally {
    close();
  }
}
