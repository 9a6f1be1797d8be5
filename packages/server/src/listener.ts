import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { TlsFiles } from './security/tls-files.ts';
import type { Limits } from './workbench.ts';

/** Milliseconds that a connection may be quiet between two requests. */
const KEEP_ALIVE = 72_000;

/** A server of HTTP, or of HTTPS where there is a certificate, with limits for whoever is slow. */
export function openListener(handler: RequestListener, limits: Limits, tls: TlsFiles | null): Server {
  const options = {
    headersTimeout: limits.head,
    connectionsCheckingInterval: Math.min(1000, limits.head),
    maxHeaderSize: 16 * 1024,
    requestTimeout: limits.request,
    keepAliveTimeout: KEEP_ALIVE,
  };
  // The handshake is a head, too: whoever begins none is not waited for.
  const server: Server = tls
    ? createTlsServer(
        { ...options, cert: tls.cert, key: tls.key, minVersion: 'TLSv1.2', handshakeTimeout: limits.head },
        handler,
      )
    : createServer(options, handler);
  server.maxConnections = limits.connections;
  return server;
}
