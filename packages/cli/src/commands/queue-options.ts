import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { WinceError } from '@wince/core';
import {
  type OpenExecutor,
  type ProjectOptions,
  parseShard,
  queueExecutor,
  readRedisAddress,
  type Shard,
} from '@wince/runtime';
import type { Command } from 'commander';
import { positiveNumber } from './experiment-options.ts';

/** Options that say where the queue of a project is. */
export interface RedisFlags {
  readonly redis?: string;
  readonly project?: string;
  readonly redisPasswordFile?: string;
  readonly redisCa?: string;
  readonly redisPatience?: number;
}

/** Options of commands whose work may be done by workers on other machines. */
export interface SpreadFlags extends RedisFlags {
  readonly store?: string;
  readonly data?: string;
  readonly priority?: number;
  readonly shard?: string;
  readonly shardPatience?: number;
  readonly cache: string;
}

/** What stands in the help of the options of Redis. */
const REDIS =
  'redis://HOST:PORT, rediss:// with TLS, or unix:/PATH; user and password: WINCE_REDIS_USER, WINCE_REDIS_PASSWORD';

export function addRedisOptions(command: Command, what = ''): Command {
  return command
    .option('--redis <URL>', `${what}${REDIS}`)
    .option('--project <NAME>', 'the beginning of all keys in Redis (default: wince)')
    .option('--redis-password-file <FILE>', 'a file whose first line is the password')
    .option('--redis-ca <FILE>', 'certificates that are trusted with rediss:// (PEM)')
    .option('--redis-patience <SECONDS>', 'for how long Redis may be away (default: 30)', positiveNumber);
}

export function addSpreadOptions(command: Command): Command {
  return addRedisOptions(command, 'give the work to workers on any machines (wince worker): ')
    .option('--store <DIR>', 'the store that workers share, in place of --cache')
    .option(
      '--data <DIR>',
      'a folder above all recordings, which workers may have elsewhere (default: that of the data set)',
    )
    .option(
      '--priority <N>',
      'with --redis: work of a lower number comes first (default: 10)',
      positiveNumber,
    )
    .option(
      '--shard <I/N>',
      'do share I of N, counted from 0, into the store alone; auto/N and auto take it from a batch system',
    )
    .option(
      '--shard-patience <SECONDS>',
      'without a result of other shares for so long, their work is done here (default: 600)',
      positiveNumber,
    );
}

/** Where the queue of a project is. @throws WinceError `bad-redis-address`, `password-in-call`, `no-such-file` */
export async function projectOf(flags: RedisFlags): Promise<ProjectOptions> {
  const redis = await readRedisAddress(flags.redis, {
    ...(flags.redisPasswordFile === undefined ? {} : { passwordFile: flags.redisPasswordFile }),
    ...(flags.redisCa === undefined ? {} : { authorityFile: flags.redisCa }),
  });
  return {
    redis,
    ...(flags.project === undefined ? {} : { project: flags.project }),
    ...(flags.redisPatience === undefined ? {} : { patience: flags.redisPatience }),
  };
}

/**
 * Where a command's work is done, and where its results are kept: nothing of Redis is loaded where no option names one.
 *
 * @param dataset the data set: a file, or its folder
 */
export async function spreadOf(
  flags: SpreadFlags,
  dataset: string,
): Promise<{ readonly cache: string; readonly open?: OpenExecutor }> {
  const cache = flags.store ?? flags.cache;
  if (flags.redis === undefined && process.env.WINCE_REDIS === undefined) {
    refuseAlone(flags);
    return { cache };
  }
  const open = await queueExecutor({
    ...(await projectOf(flags)),
    data: flags.data ?? (await folderOf(dataset)),
    ...(flags.priority === undefined ? {} : { priority: flags.priority }),
    onNotice: (text) => console.error(`wince: ${text}`),
  });
  return { cache, open };
}

/** The folder of a data set that is named by its table or its folder. What is not there is told by whoever reads it. */
async function folderOf(dataset: string): Promise<string> {
  const found = await stat(dataset).catch(() => null);
  return found?.isFile() ? dirname(dataset) : dataset;
}

/** The share that a call names; null where it does all. @throws WinceError `bad-shard` */
export async function shareOf({
  shard,
  shardPatience: patience,
}: SpreadFlags): Promise<{ readonly shard: Shard; readonly patience?: number } | null> {
  if (shard === undefined) return null;
  return { shard: parseShard(shard), ...(patience === undefined ? {} : { patience }) };
}

/** What a share says at its end. */
export function shareDone({ index, count }: Shard, what: string): string {
  return `Share ${index} of ${count} is done${what}. When all are done, run the same command without --shard: it gathers their results.`;
}

/** Options that say nothing without Redis. */
function refuseAlone({ project, data, priority }: SpreadFlags): void {
  const [alone] = Object.entries({ project, data, priority }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`],
  );
  if (alone === undefined) return;
  throw new WinceError('bad-option', `${alone} needs --redis.`, {
    hint: 'Give the address of Redis: --redis redis://HOST:PORT.',
  });
}
