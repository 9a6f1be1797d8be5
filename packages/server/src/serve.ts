import type { AddressInfo } from 'node:net';
import { WinceError } from '@wince/core';
import { serveMetrics } from '@wince/runtime';
import { openApp } from './open-app.ts';
import { openInBrowser } from './page/open-in-browser.ts';
import { readPage } from './page/page-files.ts';
import { openSessions } from './security/sessions.ts';
import { openServerMetrics } from './server-metrics.ts';
import { openWorkbench, type WorkbenchOptions } from './workbench.ts';

/** How the workbench is served. */
export interface ServeOptions extends WorkbenchOptions {
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
  /** The address that opens the page, with the token; another one after all sessions were ended. */
  address(): string;
  readonly port: number;
  /** The port of the metrics; null where none are served. */
  readonly metricsPort: number | null;
  /** Opens the page in the browser of the user. */
  open(): Promise<void>;
  /** Ends all connections and the work that goes on. */
  close(): Promise<void>;
}

/**
 * Serves the workbench of a project on 127.0.0.1: nobody outside of this machine reaches it.
 *
 * @throws WinceError `port-in-use`, `no-such-folder`, `project-in-use`, `damaged-state`, `bad-option` where metrics cannot be served
 */
export async function serve(options: ServeOptions): Promise<Served> {
  const { log = (line) => console.error(line), version } = options;
  const bench = await openWorkbench(options);
  const metrics = openServerMetrics();
  let told: Awaited<ReturnType<typeof serveMetrics>> | null = null;
  try {
    const sessions = openSessions();
    const app = await openApp(bench, {
      ...{ sessions, version, log, metrics, page: await readPage() },
      onRenewed: () => log(`All sessions have ended. The new address is ${address()}`),
    });
    if (options.metrics !== undefined) {
      const text = () => metrics.text(bench.jobs.list());
      told = await serveMetrics({ text }, options.metrics);
    }
    await app.listen({ host: '127.0.0.1', port: options.port }).catch((cause: unknown) => {
      throw isPortInUse(cause) ? portInUse(options.port, cause) : cause;
    });
    const { port } = app.server.address() as AddressInfo;
    const address = () => `http://127.0.0.1:${port}/open?token=${sessions.token()}`;
    let forget = async () => {};
    return {
      address,
      port,
      metricsPort: told?.port ?? null,
      async open() {
        forget = await openInBrowser(address(), bench.project.own);
      },
      async close() {
        await forget();
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

function isPortInUse(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
}

function portInUse(port: number, cause: unknown): WinceError {
  return new WinceError('port-in-use', `Another program listens on the port ${port}.`, {
    hint: 'Give another one with --port, or leave the option out: a free port is then taken.',
    cause,
  });
}
