import { defaultCacheFolder, removeLeftoversUnder } from '@wince/runtime';
import type { Command } from 'commander';

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
      const removed: string[] = [];
      for (const folder of [cache, ...folders]) removed.push(...(await removeLeftoversUnder(folder)));
      if (json) console.log(JSON.stringify({ removed }, null, 2));
      else if (removed.length === 0) console.log('Nothing was left over.');
      else
        console.log(
          [`Removed ${removed.length} left over:`, ...removed.map((path) => `  ${path}`)].join('\n'),
        );
    });
}
