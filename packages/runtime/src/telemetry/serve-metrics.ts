import { createServer } from 'node:http';
import { WinceError } from '@wince/core';
import { systemReason } from '../files/system-error.ts';

/**
 * Serves metrics at `http://HOST:PORT/metrics`.
 *
 * @param at `PORT` for this machine alone, `HOST:PORT` for others
 * @returns the port, and how serving ends
 * @throws WinceError `bad-option` where one cannot listen there
 */
export async function serveMetrics(
  { text }: { readonly text: () => string },
  at: string,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const [, host = '127.0.0.1', port] = /^(?:\[?(.+?)\]?:)?(\d+)$/.exec(at) ?? [];
  const server = createServer((request, response) => {
    const isThere = request.url === '/metrics';
    response.writeHead(isThere ? 200 : 404, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
    response.end(isThere ? text() : 'metrics are at /metrics\n');
  });
  try {
    if (port === undefined) throw new Error('it is not a port');
    await new Promise<void>((resolve, reject) => {
      server.on('error', reject);
      server.listen(Number(port), host, resolve);
    });
  } catch (cause) {
    throw new WinceError('bad-option', `Metrics cannot be served at ${at} (${systemReason(cause)}).`, {
      hint: 'Give a port that is free, such as 9464, or an address and a port: --metrics 0.0.0.0:9464.',
      cause,
    });
  }
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
