import { WinceError } from '@wince/core';
import { Command, CommanderError } from 'commander';
import { datasetCommand } from './commands/dataset.ts';
import { demoCommand } from './commands/demo.ts';
import { evaluateCommand } from './commands/evaluate.ts';
import { extractCommand } from './commands/extract.ts';
import { networksCommand } from './commands/networks.ts';
import { phantomCommand } from './commands/phantom.ts';
import { predictCommand } from './commands/predict.ts';
import { trainCommand } from './commands/train.ts';
import { version } from './version.ts';

/** The `wince` command. @returns the exit status: 0 done, 1 the work failed, 2 the call was wrong */
export async function main(argv: readonly string[]): Promise<number> {
  const program = new Command('wince')
    .description(
      "Recognises pain in a newborn's face by transfer learning. Research use only: not a medical device.",
    )
    .version(version)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(wince --help lists the commands)');
  for (const command of [
    demoCommand(),
    datasetCommand(),
    extractCommand(),
    evaluateCommand(),
    trainCommand(),
    predictCommand(),
    networksCommand(),
    phantomCommand(),
  ]) {
    program.addCommand(inheritExit(command));
  }
  try {
    await program.parseAsync([...argv]);
    return typeof process.exitCode === 'number' ? process.exitCode : 0;
  } catch (error) {
    return report(error);
  }
}

/** A command's subcommands, too, throw instead of ending the process. */
function inheritExit(command: Command): Command {
  command.exitOverride();
  for (const child of command.commands) inheritExit(child);
  return command;
}

function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof WinceError) {
    console.error(`wince: ${error.message}`);
    console.error(`       ${error.hint}`);
    return error.status;
  }
  console.error('wince: a defect of the program, not of your data. Please report it with the lines below.');
  console.error(error);
  return 1;
}
