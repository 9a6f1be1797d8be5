import { rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { WinceError } from '@wince/core';
import { serveMetrics } from '@wince/runtime';
import { openApp } from './open-app.ts';
import { openInBrowser } from './page/open-in-browser.ts';
import { readPage } from './page/page-files.ts';
import { type ReachOptions, reachOf } from './reach.ts';
import { openEntrance } from './security/entrance.ts';
import { readTlsFiles } from './security/tls-files.ts';
import { openServerMetrics } from './server-metrics.ts';
import { openWorkbench, type WorkbenchOptions } from './workbench.ts';

/** The file in which programs on this machine find the token, of a project with accounts. */
const TOKEN = 'program-token';

/** How the workbench is served. */
export interface ServeOptions extends WorkbenchOptions, ReachOptions {
  /** The port; 0 for any that is free. */
  readonly port: number;
  /** The version of the program. */
  readonly version: string;
  /** Told of what belongs into a log: defects, and a new address. Default: standard error. */
  readonly log?: (line: string) => void;
  /** Where metrics for Prometheus are served, to whoever asks: a port of this machine, or `HOST:PORT`. Default: nowhere. */
  readonly metrics?: string;
}

/** A server that listens. */
export interface Served {
  /** The address that opens the page: with the token, another one after all sessions were ended; without it where people sign in. */
  address(): string;
  readonly port: number;
  /** Where the token of programs is, of a project with accounts; null without. */
  readonly tokenFile: string | null;
  /** The port of the metrics; null where none are served. */
  readonly metricsPort: number | null;
  /** Opens the page in the browser of the user. */
  open(): Promise<void>;
  /** Ends all connections and the work that goes on. */
  close(): Promise<void>;
}

/**
 * Serves the workbench of a project on 127.0.0.1, where nobody outside of this machine reaches it, or on another host for accounts.
 *
 * @throws WinceError `no-accounts`, `no-tls`, `bad-certificate`, `port-in-use`, `no-such-folder`, `project-in-use`, `damaged-state`, `bad-option` where metrics cannot be served
 */
export async function serve(options: ServeOptions): Promise<Served> {
  const { log = (line) => console.error(line), version } = options;
  const bench = await openWorkbench(options);
  const metrics = openServerMetrics();
  let told: Awaited<ReturnType<typeof serveMetrics>> | null = null;
  try {
    const reach = reachOf(options, bench.accounts.list().length > 0);
    const { host, isSecure, names } = reach;
    const tls = options.tls ? await readTlsFiles(options.tls.cert, options.tls.key, names) : null;
    const port = () => (app.server.address() as AddressInfo).port;
    const origins = () => reach.origins(port());
    const entrance = openEntrance({ accounts: bench.accounts, port, origins, isSecure });
    const { sessions, callers } = entrance;
    const address = () =>
      callers.haveAccounts() ? `${origins()[0]}/` : `${origins()[0]}/open?token=${sessions.token()}`;
    const tokenFile = callers.haveAccounts() ? join(bench.project.own, TOKEN) : null;
    const writeToken = async () => {
      if (!tokenFile) return;
      // A new file: one that somebody else had made would keep its rights.
      await rm(tokenFile, { force: true });
      await writeFile(tokenFile, `${sessions.token()}\n`, { mode: 0o600, flag: 'wx' });
    };
    const app = await openApp(bench, {
      ...{ entrance, version, log, tls, metrics, page: await readPage() },
      onRenewed: async () => {
        await writeToken();
        log(`All sessions have ended. The address is ${address()}`);
      },
    });
    if (options.metrics !== undefined) {
      const text = () => metrics.text(bench.jobs.list());
      told = await serveMetrics({ text }, options.metrics);
    }
    await app.listen({ host, port: options.port }).catch((cause: unknown) => {
      throw isPortInUse(cause)
        ? portInUse(options.port, cause)
        : isNoHost(cause)
          ? noHost(host, cause)
          : cause;
    });
    await writeToken();
    let forget = async () => {};
    return {
      address,
      port: port(),
      tokenFile,
      metricsPort: told?.port ?? null,
      async open() {
        forget = await openInBrowser(address(), bench.project.own);
      },
      async close() {
        await forget();
        if (tokenFile) await rm(tokenFile, { force: true });
        // Pages hear events until they go away: they are not waited for.
        app.server.closeAllConnections();
        await app.close();
        await told?.close();
        await bench.close();
      },
    };
  } catch (error) {
    await told?.close();
    await bench.close();
    throw error;
  }
}

function isNoHost(cause: unknown): boolean {
  return (
    cause instanceof Error && 'code' in cause && ['EADDRNOTAVAIL', 'ENOTFOUND'].includes(String(cause.code))
  );
}

function noHost(host: string, cause: unknown): WinceError {
  return new WinceError('bad-option', `This machine has no network with the name or number ${host}.`, {
    hint: 'Give one of its own to --host, or 0.0.0.0 for all, and the name that people type to --address.',
    cause,
  });
}

function isPortInUse(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
}

function portInUse(port: number, cause: unknown): WinceError {
  return new WinceError('port-in-use', `Another program listens on the port ${port}.`, {
    hint: 'Give another one with --port, or leave the option out: a free port is then taken.',
    cause,
  });
}
