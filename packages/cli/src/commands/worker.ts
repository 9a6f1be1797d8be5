import { WinceError } from '@wince/core';
import {
  defaultCacheFolder,
  defaultWorkers,
  openUnitSpans,
  openWorkerMetrics,
  runWorker,
  serveMetrics,
  type WorkerEvent,
} from '@wince/runtime';
import { type Command, InvalidArgumentError } from 'commander';
import { untilInterrupted } from '../interruption.ts';
import { deviceOption, positiveNumber, useChosenDevice } from './experiment-options.ts';
import { addRedisOptions, projectOf, type RedisFlags } from './queue-options.ts';

interface WorkerFlags extends RedisFlags {
  readonly store: string;
  readonly data: string;
  readonly workers: number;
  readonly lease: number;
  readonly heartbeat?: number;
  readonly giveUpAfter: number;
  readonly idle?: number;
  readonly metrics?: string;
}

/** `wince worker`: takes work from Redis, on any number of machines. */
export function workerCommand(command: Command): void {
  addRedisOptions(command)
    .option('--store <DIR>', 'the store that workers and submitters share', defaultCacheFolder())
    .option('--data <DIR>', 'the folder of the recordings on this machine', '.')
    .option('--workers <N>', 'how many pieces of work it does at a time', positiveNumber, defaultWorkers())
    .addOption(deviceOption())
    .hook('preAction', useChosenDevice)
    .option(
      '--lease <SECONDS>',
      'work of a worker that is not heard of is given to others after this',
      seconds,
      30,
    )
    .option('--heartbeat <SECONDS>', 'between its signs of life (default: a third of the lease)', seconds)
    .option('--give-up-after <N>', 'work that has ended its worker so often is set aside', positiveNumber, 3)
    .option('--metrics <[HOST:]PORT>', 'serve metrics for Prometheus at /metrics')
    .option('--idle <SECONDS>', 'end when there was nothing to do for so long (default: it waits)', seconds);
  command.action(async (flags: WorkerFlags) => {
    const { lease, heartbeat = lease / 3 } = flags;
    if (heartbeat > lease / 2) {
      throw new WinceError('bad-option', `--heartbeat ${heartbeat} is more than half of --lease ${lease}.`, {
        hint: 'Give a shorter heartbeat, or a longer lease: one late sign of life should cost nothing.',
      });
    }
    const { openWorkerLog } = await import('../worker-log.ts');
    const project = await projectOf(flags);
    const log = await openWorkerLog();
    const { store, data, workers, giveUpAfter, idle } = flags;
    const metrics = openWorkerMetrics();
    const served = flags.metrics === undefined ? null : await serveMetrics(metrics, flags.metrics);
    const spans = openUnitSpans();
    const onEvent = (event: WorkerEvent) => {
      log(event);
      metrics.hear(event);
      spans?.hear(event);
    };
    try {
      const summary = await untilInterrupted((signal) =>
        runWorker({
          ...{ ...project, store, data, workers, lease, heartbeat, giveUpAfter, signal, onEvent },
          ...(idle === undefined ? {} : { idle }),
        }),
      );
      console.log(`${summary.done} done, ${summary.kept} kept from before, ${summary.failed} failed`);
    } finally {
      await spans?.close();
      await served?.close();
    }
  });
}

function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0.1) return value;
  throw new InvalidArgumentError('Give seconds, 0.1 or more.');
}
