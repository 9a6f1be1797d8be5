import { INTENDED_USE } from '@wince/pages';
import type { Command } from 'commander';

/** `wince purpose`: what wince is for, and what harm it can do, as every report has it. */
export function purposeCommand(command: Command): void {
  command.action(() => {
    const parts = INTENDED_USE.map(
      ({ title, sentences }) => `${title}\n${sentences.map((sentence) => `  - ${sentence}`).join('\n')}`,
    );
    console.log(parts.join('\n\n'));
  });
}
