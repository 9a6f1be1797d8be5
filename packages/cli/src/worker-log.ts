import type { WorkerEvent } from '@wince/runtime';

/** Writes what a worker does as a line of JSON each, on standard error. It names units by their hash: no file, no subject. */
export async function openWorkerLog(): Promise<(event: WorkerEvent) => void> {
  const { default: pino } = await import('pino');
  // Written at once: what a worker did before it was killed is there.
  const log = pino(
    { base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ fd: 2, sync: true }),
  );
  return ({ type, ...about }) => {
    if (type === 'failed') log.warn(about, type);
    else log.info(about, type);
  };
}
