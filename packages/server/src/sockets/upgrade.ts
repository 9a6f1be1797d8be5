import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WinceError } from '@wince/core';
import { notAllowed } from '../guard.ts';
import type { App } from '../routes/app.ts';
import { notSignedIn } from '../routes/page-routes.ts';
import type { Caller } from '../security/callers.ts';
import type { Entrance } from '../security/entrance.ts';
import { answerToError } from '../security/failures.ts';
import { refuseForeign } from '../security/origins.ts';
import { openRateLimit } from '../security/rate-limit.ts';
import { mayAsk } from '../security/rights.ts';
import { closingPayload, openSocketReader, SocketFault, socketFrame } from './socket-frames.ts';

/** A connection that has become a WebSocket. */
export interface Socket {
  send(answer: unknown): void;
  /** @param code of RFC 6455 */
  end(code: number, reason: string): void;
  /** Bytes that were sent and are not gone yet. */
  waiting(): number;
}

/** Who hears a WebSocket. */
export interface SocketListener {
  hear(bytes: Buffer): void;
  gone(): void;
}

/** What an address does with connections that become WebSockets. @throws WinceError where the request is wrong */
export type SocketRoute = (query: URLSearchParams, socket: Socket, caller: Caller) => Promise<SocketListener>;

/** What RFC 6455 adds to the key of a client. */
const MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/**
 * Lets connections become WebSockets at some addresses, for whoever would be answered there: with a session and from the page of this
 * server, or with the token in a header and from no page at all.
 *
 * @param most bytes of one message
 */
export function addSockets(
  app: App,
  routes: ReadonlyMap<string, SocketRoute>,
  { entrance, most, log }: { entrance: Entrance; most: number; log: (line: string) => void },
): void {
  // Whoever guesses is slow here, too.
  const attempts = openRateLimit(50, 5);
  app.server.on('upgrade', (request: IncomingMessage, connection: Duplex, head: Buffer) => {
    connection.on('error', () => connection.destroy());
    const refuse = (error: unknown) => {
      const { status, body, isDefect } = answerToError(error);
      if (isDefect)
        log(`the WebSocket of ${pathOf(request)}: ${error instanceof Error ? error.stack : error}`);
      connection.end(refusal(status, JSON.stringify(body), entrance.headers));
    };
    const accept = async () => {
      if (!attempts.take()) throw tooMany();
      const caller = knownCaller(request, entrance);
      const route = routes.get(pathOf(request));
      if (!route) throw noSocket();
      if (!mayAsk(caller.standing, `WEBSOCKET ${pathOf(request)}`)) throw notAllowed(caller);
      const key = request.headers['sec-websocket-key'];
      if (request.headers['sec-websocket-version'] !== '13' || typeof key !== 'string') throw notASocket();
      const isStill = () => entrance.callers.of(request.headers).standing === caller.standing;
      await open(connection, head, { route, request, caller, isStill, key, most, refuse });
    };
    accept().catch(refuse);
  });
}

function pathOf({ url }: IncomingMessage): string {
  return (url ?? '/').split('?')[0];
}

/** @throws WinceError `foreign-request`, `not-signed-in` */
function knownCaller({ headers }: IncomingMessage, { callers, places }: Entrance): Caller {
  const caller = callers.of(headers);
  const { byProgram, standing } = caller;
  refuseForeign(headers, places, { changes: false, byProgram });
  // A browser names the page that opens a WebSocket, always; a page of others may send the cookie along.
  const isPage = headers.origin !== undefined && standing !== 'stranger';
  if (!byProgram && !isPage) throw notSignedIn(callers.haveAccounts());
  return caller;
}

async function open(
  connection: Duplex,
  head: Buffer,
  {
    route,
    request,
    caller,
    isStill,
    key,
    most,
    refuse,
  }: {
    readonly route: SocketRoute;
    readonly request: IncomingMessage;
    readonly caller: Caller;
    /** Whether who opened it may still use it. */
    readonly isStill: () => boolean;
    readonly key: string;
    readonly most: number;
    readonly refuse: (error: unknown) => void;
  },
): Promise<void> {
  let isOpen = false;
  let hasEnded = false;
  const end = (code: number, reason: string) => {
    if (hasEnded) return;
    hasEnded = true;
    if (isOpen) connection.end(socketFrame('close', closingPayload(code, reason)));
    else connection.destroy();
  };
  const waiting: unknown[] = [];
  const socket: Socket = {
    send(answer) {
      if (!isOpen) waiting.push(answer);
      else if (!hasEnded) connection.write(socketFrame('text', Buffer.from(JSON.stringify(answer), 'utf8')));
    },
    end,
    waiting: () => connection.writableLength,
  };
  const query = new URLSearchParams((request.url ?? '').split('?')[1] ?? '');
  const listener = await route(query, socket, caller).catch((error: unknown) => {
    refuse(error);
    return null;
  });
  if (!listener) return;
  connection.on('close', () => {
    hasEnded = true;
    listener.gone();
  });
  const accepted = createHash('sha1').update(`${key}${MAGIC}`).digest('base64');
  connection.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accepted}\r\n\r\n`,
  );
  isOpen = true;
  for (const answer of waiting.splice(0)) socket.send(answer);
  const reader = openSocketReader(most);
  const take = (bytes: Buffer) => {
    try {
      for (const message of reader.push(bytes)) {
        if (!isStill()) return end(1008, 'the session has ended');
        if (message.kind === 'binary') listener.hear(message.bytes);
        else if (message.kind === 'ping') connection.write(socketFrame('pong', message.bytes));
        else if (message.kind === 'close') end(1000, '');
        else if (message.kind === 'text')
          throw new SocketFault(1003, 'frames are sent as bytes, not as text');
      }
    } catch (error) {
      if (!(error instanceof SocketFault)) throw error;
      end(error.code, error.message);
    }
  };
  if (head.length > 0) take(head);
  connection.on('data', (bytes: Buffer) => {
    if (!hasEnded) take(bytes);
  });
}

function refusal(status: number, body: string, safe: Readonly<Record<string, string>>): string {
  const headers = { ...safe, 'content-type': 'application/json; charset=utf-8' };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [
    `HTTP/1.1 ${status} Refused`,
    ...lines,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
    '',
    body,
  ].join('\r\n');
}

function tooMany(): WinceError {
  return new WinceError('too-many-requests', 'More connections came than the server answers in this time.', {
    hint: 'Wait a few seconds, and try again.',
  });
}

function noSocket(): WinceError {
  return new WinceError('no-such-address', 'No connection becomes a WebSocket at this address.', {
    hint: 'A stream of frames goes to /api/predict.',
  });
}

function notASocket(): WinceError {
  return new WinceError('bad-request', 'The request asks for no WebSocket of version 13.', {
    hint: 'Use a client of RFC 6455.',
  });
}
