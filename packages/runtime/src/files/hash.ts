import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

/** SHA-256 of the parts, one after the other without anything between them, in hexadecimal. Texts count as UTF-8. */
export function sha256Of(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/** SHA-256 of a file of any length, in hexadecimal. @throws the system's error where the file cannot be read */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path);
  try {
    const { size } = await file.stat();
    // One byte more than a small file has: the first read then tells its end, too.
    const buffer = Buffer.allocUnsafe(Math.min(size + 1, 2 ** 20));
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length);
      if (bytesRead === 0) break;
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
  return hash.digest('hex');
}
