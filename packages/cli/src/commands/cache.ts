import { defaultCacheFolder, type LeftoversUnder, removeLeftoversUnder } from '@wince/runtime';
import type { Command } from 'commander';
import { printJson } from '../print-json.ts';

interface PruneFlags {
  readonly cache: string;
  readonly json?: boolean;
}

/** `wince cache`: looks after what was computed before. */
export function cacheCommand(command: Command): void {
  command
    .command('prune')
    .description('remove what commands that were killed have left: half-written files and folders')
    .argument('[FOLDERS...]', 'further folders to look into, such as those of runs')
    .option('--cache <DIR>', 'the cache to look into', defaultCacheFolder())
    .option('--json', 'print the result as one JSON document')
    .action(async (folders: readonly string[], { cache, json }: PruneFlags) => {
      const found: LeftoversUnder[] = [];
      for (const folder of [cache, ...folders]) found.push(await removeLeftoversUnder(folder));
      const [removed, kept] = [found.flatMap((each) => each.removed), found.flatMap((each) => each.kept)];
      if (json) printJson({ removed, kept });
      else console.log(linesOf(removed, kept).join('\n'));
      if (kept.length > 0) process.exitCode = 1;
    });
}

function linesOf(removed: readonly string[], kept: LeftoversUnder['kept']): readonly string[] {
  const lines = kept.map(({ path, reason }) => `${path} stays: ${reason}.`);
  if (removed.length > 0)
    lines.unshift(`Removed ${removed.length} left over:`, ...removed.map((path) => `  ${path}`));
  return lines.length > 0 ? lines : ['Nothing was left over.'];
}
