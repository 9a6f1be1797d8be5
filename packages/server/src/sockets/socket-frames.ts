/** What came of a WebSocket (RFC 6455): a message that is whole, or a sign of control. */
export type SocketMessage =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'binary'; readonly bytes: Buffer }
  | { readonly kind: 'ping'; readonly bytes: Buffer }
  | { readonly kind: 'pong' }
  | { readonly kind: 'close' };

/** Why a connection must end: a number of RFC 6455, section 7.4.1, and words. */
export class SocketFault extends Error {
  readonly code: 1002 | 1003 | 1007 | 1009;

  constructor(code: SocketFault['code'], message: string) {
    super(message);
    this.code = code;
  }
}

const OPCODES = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** Takes bytes as they come, and gives the messages that are whole with them. */
export interface SocketReader {
  /** @throws SocketFault for what no client may send, or a message of more bytes than are taken */
  push(bytes: Buffer): readonly SocketMessage[];
}

/**
 * Reads what a client sends: its frames are masked, and a message may come in several of them.
 *
 * @param most bytes of one message
 */
export function openSocketReader(most: number): SocketReader {
  let waiting: Buffer = Buffer.alloc(0);
  let parts: Buffer[] = [];
  let opcode: number | null = null;
  return {
    push(bytes) {
      waiting = waiting.length === 0 ? bytes : Buffer.concat([waiting, bytes]);
      const messages: SocketMessage[] = [];
      for (;;) {
        const frame = frameAt(waiting, most - parts.reduce((sum, part) => sum + part.length, 0));
        if (!frame) return messages;
        waiting = waiting.subarray(frame.length);
        if (frame.opcode >= OPCODES.close) {
          messages.push(controlOf(frame));
          continue;
        }
        if ((frame.opcode === OPCODES.continuation) !== (opcode !== null))
          throw new SocketFault(1002, 'a message begins within another one');
        opcode ??= frame.opcode;
        parts.push(frame.payload);
        if (!frame.isLast) continue;
        messages.push(messageOf(opcode, Buffer.concat(parts)));
        parts = [];
        opcode = null;
      }
    },
  };
}

interface Frame {
  readonly isLast: boolean;
  readonly opcode: number;
  readonly payload: Buffer;
  /** Bytes that it takes. */
  readonly length: number;
}

/** The first frame of the bytes; null where it is not whole yet. */
function frameAt(bytes: Buffer, most: number): Frame | null {
  if (bytes.length < 2) return null;
  const [first, second] = bytes;
  const opcode = first & 15;
  const isLast = (first & 128) !== 0;
  const isControl = opcode >= OPCODES.close;
  if ((first & 112) !== 0) throw new SocketFault(1002, 'an extension is used that was not agreed on');
  if (!Object.values<number>(OPCODES).includes(opcode))
    throw new SocketFault(1002, 'a frame of an unknown kind');
  if ((second & 128) === 0) throw new SocketFault(1002, 'a frame of a client is not masked');
  const short = second & 127;
  if (isControl && (!isLast || short > 125)) throw new SocketFault(1002, 'a sign of control is too long');
  const extended = short === 126 ? 2 : short === 127 ? 8 : 0;
  if (bytes.length < 2 + extended) return null;
  const size =
    extended === 2 ? bytes.readUInt16BE(2) : extended === 8 ? Number(bytes.readBigUInt64BE(2)) : short;
  // Told by the head: nothing of what is too long is waited for.
  if (!isControl && size > most) throw new SocketFault(1009, 'a message is too long');
  const start = 2 + extended + 4;
  if (bytes.length < start + size) return null;
  const mask = bytes.subarray(start - 4, start);
  const payload = Buffer.from(bytes.subarray(start, start + size));
  for (let i = 0; i < payload.length; i++) payload[i] ^= mask[i % 4];
  return { isLast, opcode, payload, length: start + size };
}

function controlOf({ opcode, payload }: Frame): SocketMessage {
  if (opcode === OPCODES.close) return { kind: 'close' };
  return opcode === OPCODES.ping ? { kind: 'ping', bytes: payload } : { kind: 'pong' };
}

function messageOf(opcode: number, bytes: Buffer): SocketMessage {
  if (opcode === OPCODES.binary) return { kind: 'binary', bytes };
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (cause) {
    throw Object.assign(new SocketFault(1007, 'a text is not in UTF-8'), { cause });
  }
}

/** A frame of the server, which is not masked. */
export function socketFrame(kind: 'text' | 'pong' | 'close', payload: Buffer): Buffer {
  const { length } = payload;
  const head = length < 126 ? Buffer.alloc(2) : length < 65_536 ? Buffer.alloc(4) : Buffer.alloc(10);
  head[0] = 128 | OPCODES[kind];
  head[1] = length < 126 ? length : length < 65_536 ? 126 : 127;
  if (head.length === 4) head.writeUInt16BE(length, 2);
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

/** The payload of a frame that ends a connection. */
export function closingPayload(code: number, reason: string): Buffer {
  const words = Buffer.from(reason, 'utf8').subarray(0, 120);
  const payload = Buffer.alloc(2 + words.length);
  payload.writeUInt16BE(code, 0);
  words.copy(payload, 2);
  return payload;
}
