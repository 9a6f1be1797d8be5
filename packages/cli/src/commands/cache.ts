import { howMany } from '@wince/core';
import {
  defaultCacheFolder,
  type LeftoversUnder,
  pruneStore,
  removeLeftoversUnder,
  type StoreStatus,
  storeStatus,
  verifyStore,
} from '@wince/runtime';
import { type Command, InvalidArgumentError } from 'commander';
import { printJson } from '../print-json.ts';
import { openProgress } from '../progress.ts';

interface PruneFlags {
  readonly cache: string;
  readonly json?: boolean;
  readonly keep?: number;
}

interface VerifyFlags {
  readonly cache: string;
  readonly json?: boolean;
  readonly dryRun?: boolean;
}

/** `wince cache`: looks after what was computed before. */
export function cacheCommand(command: Command): void {
  command
    .command('prune')
    .description('remove what killed commands have left, and what was not used for long')
    .argument('[FOLDERS...]', 'further folders to look into, such as those of runs')
    .option('--cache <DIR>', 'the cache to look into', defaultCacheFolder())
    .option('--keep <SIZE>', 'remove entries, the longest unused first, until so much is left: 200GB', size)
    .option('--json', 'print the result as one JSON document')
    .action(async (folders: readonly string[], { cache, json, keep }: PruneFlags) => {
      const found: LeftoversUnder[] = [];
      for (const folder of [cache, ...folders]) found.push(await removeLeftoversUnder(folder));
      const [removed, kept] = [found.flatMap((each) => each.removed), found.flatMap((each) => each.kept)];
      const pruned = keep === undefined ? null : await pruneStore(cache, keep);
      if (json) printJson({ removed, kept, ...(pruned ? { pruned } : {}) });
      else console.log(linesOf(removed, kept).join('\n'));
      if (pruned && !json)
        console.log(
          `Removed ${howMany(pruned.removed, 'entry', 'entries')} of ${inWords(pruned.removed_bytes)}; ${inWords(pruned.bytes)} are left.`,
        );
      if (kept.length > 0) process.exitCode = 1;
    });
  command
    .command('status')
    .description('show what the cache holds, and when it was last used')
    .option('--cache <DIR>', 'the cache to look into', defaultCacheFolder())
    .option('--json', 'print the result as one JSON document')
    .action(async ({ cache, json }: VerifyFlags) => {
      const found = await storeStatus(cache);
      if (json) printJson(found);
      else console.log(statusLines(found).join('\n'));
    });
  command
    .command('verify')
    .description(
      'read every entry, and remove those whose bytes have changed: they are made again when needed',
    )
    .option('--cache <DIR>', 'the cache to verify', defaultCacheFolder())
    .option('--dry-run', 'remove nothing')
    .option('--json', 'print the result as one JSON document')
    .action(async ({ cache, json, dryRun = false }: VerifyFlags) => {
      const progress = openProgress();
      const { whole, damaged } = await progress.during(
        verifyStore(cache, {
          dryRun,
          onProgress: (done, total) => progress.update('verifying', done, total),
        }),
      );
      if (json) printJson({ whole, damaged });
      else {
        console.log(`${howMany(whole, 'entry is', 'entries are')} whole.`);
        if (damaged.length > 0)
          console.log(
            `${howMany(damaged.length, 'entry was', 'entries were')} damaged${dryRun ? '' : ' and removed'}:`,
          );
        for (const path of damaged) console.log(`  ${path}`);
      }
      if (dryRun && damaged.length > 0) process.exitCode = 1;
    });
}

const UNITS: Readonly<Record<string, number>> = { '': 1, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 };

/** Bytes as a person writes them: 200GB, 1.5 TB, 0. */
function size(text: string): number {
  const [, number, unit] = /^\s*(\d+(?:\.\d+)?)\s*([KMGT]B|B|)\s*$/i.exec(text) ?? [];
  const factor = UNITS[unit?.toUpperCase().replace(/^B$/, '') ?? '-'];
  if (number !== undefined && factor !== undefined) return Number(number) * factor;
  throw new InvalidArgumentError('Give a size such as 200GB, 500MB or 1.5TB.');
}

function inWords(bytes: number): string {
  const [unit, factor] = Object.entries(UNITS).findLast(([, each]) => bytes >= each) ?? ['', 1];
  return unit === '' ? `${bytes} bytes` : `${(bytes / factor).toFixed(1)} ${unit}`;
}

function statusLines({ place, kinds, bytes, temporary }: StoreStatus): readonly string[] {
  const day = (time: number) => new Date(time).toISOString().slice(0, 10);
  return [
    `${place}: ${inWords(bytes)}`,
    ...kinds
      .filter(({ entries }) => entries > 0)
      .map(
        ({ kind, entries, bytes: own, oldest_use, latest_use }) =>
          `  ${kind.padEnd(9)} ${howMany(entries, 'entry', 'entries')}, ${inWords(own)}, used from ${day(oldest_use)} to ${day(latest_use)}`,
      ),
    ...(temporary > 0
      ? [
          `  ${howMany(temporary, 'file is', 'files are')} being written, or left by a command that was killed`,
        ]
      : []),
  ];
}

function linesOf(removed: readonly string[], kept: LeftoversUnder['kept']): readonly string[] {
  const lines = kept.map(({ path, reason }) => `${path} stays: ${reason}.`);
  if (removed.length > 0)
    lines.unshift(`Removed ${removed.length} left over:`, ...removed.map((path) => `  ${path}`));
  return lines.length > 0 ? lines : ['Nothing was left over.'];
}
