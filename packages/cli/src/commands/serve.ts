import { WinceError } from '@wince/core';
import { defaultCacheFolder, defaultWorkers } from '@wince/runtime';
import { type Command, InvalidArgumentError } from 'commander';
import { untilInterrupted } from '../interruption.ts';
import { version } from '../version.ts';
import { positiveNumber } from './experiment-options.ts';

interface ServeFlags {
  readonly port: number;
  readonly project: string;
  readonly open: boolean;
  readonly host?: string;
  readonly cache: string;
  readonly workers: number;
  readonly metrics?: string;
}

/** `wince serve`: the workbench, a page on this machine. */
export function serveCommand(command: Command): void {
  command
    .option('--port <N>', 'the port; 0 takes a free one', portNumber, 0)
    .option('--project <DIR>', 'the folder with data sets, experiments, runs and models', '.')
    .option('--no-open', 'print the address, and open no browser')
    .option('--host <NAME>', 'refused: other machines cannot reach the workbench yet')
    .option('--cache <DIR>', 'where computed faces, features and fits are kept', defaultCacheFolder())
    .option('--workers <N>', 'the number of workers of a run', positiveNumber, defaultWorkers())
    .option('--metrics <[HOST:]PORT>', 'serve metrics for Prometheus at /metrics')
    .action(async ({ open, host, ...flags }: ServeFlags) => {
      refuseHost(host);
      await untilInterrupted(async (stopped) => {
        // Only this command needs a server: nothing of it is loaded before.
        const { serve } = await import('@wince/server');
        const served = await serve({ ...flags, version });
        console.log(`The workbench is at ${served.address()}`);
        console.log(
          'Nothing leaves this machine. Ctrl-C ends the server. Do not share the address: it opens the project.',
        );
        if (open) await served.open();
        await new Promise<unknown>((resolve) => {
          if (stopped.aborted) resolve(null);
          else stopped.addEventListener('abort', resolve, { once: true });
        });
        await served.close();
      });
    });
}

/** @throws WinceError `no-accounts` for a host that other machines can reach */
function refuseHost(host: string | undefined): void {
  if (host === undefined || host === '127.0.0.1' || host === 'localhost') return;
  throw new WinceError(
    'no-accounts',
    `The workbench does not listen on ${host}: it has no accounts yet, so it could not tell who labels and who may see faces.`,
    {
      hint: 'Leave --host out, and reach it through an SSH tunnel: ssh -L 8080:127.0.0.1:8080 HOST, with --port 8080 there.',
    },
  );
}

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('Give a port from 0 to 65535.');
}
