import { open } from 'node:fs/promises';
import path from 'node:path';
import { WinceError } from '@wince/core';

/** Bytes of the beginning of a file that are looked at. */
const HEAD = 512;

/**
 * Refuses by content, whatever the name is, what no network is read from: pickles of Python, which run a program when they are read,
 * and archives, which can become a thousand times as large.
 *
 * @param file its name, for messages
 * @param bytes the file, or its beginning
 * @throws WinceError `unknown-network-format`
 */
export function refuseForeignContent(file: string, bytes: Uint8Array): void {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEAD));
  const name = path.basename(file);
  if (isPickle(head)) {
    throw new WinceError('unknown-network-format', `${name} is a pickle of Python, which is never read.`, {
      hint: `A pickle runs a program when it is read. ${EXPORT}`,
    });
  }
  const archive = ARCHIVES.find(([signature]) => head.indexOf(signature) === 0)?.[1];
  if (archive === undefined) return;
  throw new WinceError('unknown-network-format', `${name} is ${archive}, which is not unpacked.`, {
    hint:
      archive === ZIP
        ? `PyTorch saves its models in this form, with a pickle in it. ${EXPORT} Unpack another archive yourself.`
        : 'Unpack it yourself, and import what was in it.',
  });
}

/**
 * The same, of a file of which no more than the beginning is read.
 *
 * @param name of the file, for messages
 * @param place where it lies
 * @throws WinceError `unknown-network-format`
 */
export async function refuseForeignFile(name: string, place: string): Promise<void> {
  const handle = await open(place);
  try {
    const head = new Uint8Array(HEAD);
    const { bytesRead } = await handle.read(head, 0, HEAD, 0);
    refuseForeignContent(name, head.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

const EXPORT = 'Export a model of PyTorch with torch.onnx.export, and import the .onnx file.';

const ZIP = 'a ZIP archive';
/** The bytes with which archives begin. */
const ARCHIVES: readonly (readonly [signature: Buffer, words: string])[] = [
  [Buffer.from('PK\x03\x04', 'latin1'), ZIP],
  [Buffer.from('PK\x05\x06', 'latin1'), ZIP],
  [Buffer.from([0x1f, 0x8b, 8]), 'packed with gzip'],
  [Buffer.from('BZh'), 'packed with bzip2'],
  [Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a]), 'packed with xz'],
  [Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), 'packed with zstd'],
  [Buffer.from('7z\xbc\xaf\x27\x1c', 'latin1'), 'a 7z archive'],
];

/**
 * Of the protocols 2 to 5 a pickle begins with 0x80, its number, and one of few operations; of the older ones, which are text, with an
 * object that is called or a container.
 */
function isPickle(head: Buffer): boolean {
  if (head[0] === 0x80 && head[1] >= 2 && head[1] <= 5)
    return '\x95}](c\x8a)X\x8c'.includes(String.fromCharCode(head[2]));
  return /^(\(?[ic][\w.]+\n[\w.]+\n|\([dl]p?\d*\n|\([dlt][p.])/.test(head.toString('latin1'));
}
