import type { Command } from 'commander';

/** A command of `wince` as the help lists it. What it takes, and what it works with, is loaded when it is called. */
export interface ListedCommand {
  readonly name: string;
  readonly description: string;
  /** Loads what the command needs, and gives the command its options and its work. */
  fill(command: Command): Promise<void>;
}
