import { WinceError } from '@wince/core';
import { defaultCacheFolder, defaultWorkers } from '@wince/runtime';
import { type Command, InvalidArgumentError } from 'commander';
import { untilInterrupted } from '../interruption.ts';
import { version } from '../version.ts';
import { deviceOption, positiveNumber, useChosenDevice } from './experiment-options.ts';

interface ServeFlags {
  readonly port: number;
  readonly project: string;
  readonly open: boolean;
  readonly host?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly withoutTls?: boolean;
  readonly address?: readonly string[];
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
    .option('--host <NAME>', 'listen to other machines on this name or number: needs accounts and TLS')
    .option('--tls-cert <FILE>', 'the certificate (PEM), with those that signed it behind it')
    .option('--tls-key <FILE>', 'the key of the certificate (PEM), readable by its owner only')
    .option('--without-tls', 'with --host: a proxy in front has TLS, or the network is trusted')
    .option('--address <URL>', 'the address that people type, such as https://ward.example:8443', collected)
    .option('--cache <DIR>', 'where computed faces, features and fits are kept', defaultCacheFolder())
    .option('--workers <N>', 'the number of workers of a run', positiveNumber, defaultWorkers())
    .addOption(deviceOption())
    .hook('preAction', useChosenDevice)
    .option('--metrics <[HOST:]PORT>', 'serve metrics for Prometheus at /metrics')
    .action(async ({ open, tlsCert, tlsKey, address, ...flags }: ServeFlags) => {
      const tls = pairOf(tlsCert, tlsKey);
      await untilInterrupted(async (stopped) => {
        // Only this command needs a server: nothing of it is loaded before.
        const { serve } = await import('@wince/server');
        const served = await serve({
          ...flags,
          version,
          ...(tls ? { tls } : {}),
          ...(address ? { addresses: address } : {}),
        });
        console.log(`The workbench is at ${served.address()}`);
        console.log(wordsOf(served.tokenFile));
        if (open) await served.open();
        await new Promise<unknown>((resolve) => {
          if (stopped.aborted) resolve(null);
          else stopped.addEventListener('abort', resolve, { once: true });
        });
        await served.close();
      });
    });
}

function wordsOf(tokenFile: string | null): string {
  return tokenFile === null
    ? 'Nothing leaves this machine. Ctrl-C ends the server. Do not share the address: it opens the project.'
    : `People sign in with their accounts. Programs send the token in ${tokenFile}. Ctrl-C ends the server.`;
}

/** @throws WinceError `bad-option` for one without the other */
function pairOf(cert: string | undefined, key: string | undefined): { cert: string; key: string } | null {
  if (cert !== undefined && key !== undefined) return { cert, key };
  if (cert === undefined && key === undefined) return null;
  throw new WinceError('bad-option', 'A certificate needs its key, and a key its certificate.', {
    hint: 'Give both --tls-cert and --tls-key.',
  });
}

function collected(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('Give a port from 0 to 65535.');
}
