import { howMany } from '@wince/core';
import { type QueueStatus, queueStatus, retryFailed } from '@wince/runtime';
import type { Command } from 'commander';
import { printJson } from '../print-json.ts';
import { addRedisOptions, projectOf, type RedisFlags } from './queue-options.ts';

interface QueueFlags extends RedisFlags {
  readonly json?: boolean;
}

/** `wince queue`: what goes on in Redis. */
export function queueCommand(command: Command): void {
  const status = command.command('status').description('show what waits, runs and failed, and who works');
  addRedisOptions(status).option('--json', 'print it as one JSON document');
  status.action(async (flags: QueueFlags) => {
    const found = await queueStatus(await projectOf(flags));
    if (flags.json) printJson(found);
    else console.log(statusLines(found).join('\n'));
  });
  const retry = command
    .command('retry')
    .description('give work that failed or was set aside to workers again');
  addRedisOptions(retry);
  retry.action(async (flags: QueueFlags) => {
    console.log(`${howMany(await retryFailed(await projectOf(flags)), 'unit')} of work will be tried again.`);
  });
}

function statusLines({ project, queues, workers, redis_bytes }: QueueStatus): readonly string[] {
  const lines = [
    `${project}: ${howMany(workers.length, 'worker')}, Redis uses ${(redis_bytes / 2 ** 20).toFixed(1)} MiB`,
  ];
  for (const { software, waiting, running, paused, failed, set_aside } of queues) {
    lines.push(
      `  software ${software}: ${waiting} waiting, ${running} running, ${paused} to be tried again, ${failed} failed`,
    );
    for (const { kind, unit } of set_aside)
      lines.push(`    set aside: ${kind} ${unit.slice(0, 12)} ended its worker`);
  }
  for (const { id, software, at_once, done, failed } of workers)
    lines.push(`  worker ${id}: software ${software}, ${at_once} at a time, ${done} done, ${failed} failed`);
  if (queues.length === 0) lines.push('  No work waits.');
  return lines;
}
