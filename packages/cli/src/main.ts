import { Command, CommanderError, type Option } from 'commander';
import { commands } from './commands.ts';
import { flameOf, runProfiled } from './flame.ts';
import { interruptedStatus } from './interruption.ts';
import { version } from './version.ts';

/** The `wince` command. @returns the exit status: 0 done, 1 the work failed, 2 the call was wrong, 130 after Ctrl-C */
export async function main(argv: readonly string[]): Promise<number> {
  const flame = flameOf(argv);
  if (flame) return runProfiled(flame.folder, flame.argv);
  const program = new Command('wince')
    .description(
      "Recognises pain in a newborn's face by transfer learning. Research use only: not a medical device.",
    )
    .version(version)
    .exitOverride()
    .configureHelp({
      showGlobalOptions: true,
      subcommandTerm: (command) => command.name(),
      optionDescription: describeOption,
    })
    .showHelpAfterError('(wince --help lists the commands)');
  try {
    for (const { name, description, fill } of commands) {
      const command = program.command(name).description(description);
      if (isNamed(name, argv)) await fill(command);
    }
    inheritSettings(program);
    refuseUnknownHelp(argv);
    await program.parseAsync([...argv]);
    return typeof process.exitCode === 'number' ? process.exitCode : 0;
  } catch (error) {
    return await report(error);
  }
}

/** What an option does, that it is required, what can be chosen, and what is taken without it. */
function describeOption({ description, mandatory, argChoices, defaultValue }: Option): string {
  const isGiven = defaultValue !== undefined && defaultValue !== true && !isEmpty(defaultValue);
  const extra = [
    ...(mandatory ? ['required'] : []),
    ...(argChoices ? [`one of: ${argChoices.join(', ')}`] : []),
    ...(isGiven ? [`default: ${String(defaultValue)}`] : []),
  ];
  return extra.length === 0 ? description : `${description} (${extra.join('; ')})`;
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** `wince help evalute` is a call of a command that is not there, and not one for the help of all. */
function refuseUnknownHelp([, , first, second]: readonly string[]): void {
  if (
    first !== 'help' ||
    second === undefined ||
    second.startsWith('-') ||
    commands.some(({ name }) => name === second)
  )
    return;
  throw new UnknownCommand(second);
}

/** The name of a command that is not there. */
class UnknownCommand extends Error {}

/** Whether a call is of this command, or asks for its help: `wince help evaluate`. */
function isNamed(name: string, [, , ...words]: readonly string[]): boolean {
  const [first, second] = words.filter((word) => !word.startsWith('-'));
  return first === name || (first === 'help' && second === name);
}

/** A command that was made alone takes how help is written and errors are thrown from the one above it, and so do its own. */
function inheritSettings(command: Command): void {
  for (const child of command.commands) {
    child.copyInheritedSettings(command);
    inheritSettings(child);
  }
}

async function report(error: unknown): Promise<number> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const { didYouMean, WinceError } = await import('@wince/core');
  if (error instanceof UnknownCommand) {
    const near = didYouMean(
      error.message,
      commands.map(({ name }) => name),
    );
    console.error(`wince: There is no command "${error.message}".${near}`);
    console.error('       wince --help lists the commands.');
    return 2;
  }
  if (error instanceof WinceError) {
    console.error(`wince: ${error.message}`);
    console.error(`       ${error.hint}`);
    return (error.code === 'interrupted' ? interruptedStatus() : null) ?? error.status;
  }
  console.error('wince: a defect of the program, not of your data. Please report it with the lines below.');
  console.error(error);
  return 1;
}
