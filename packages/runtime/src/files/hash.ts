import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** SHA-256 of the parts, one after the other without anything between them, in hexadecimal. Texts count as UTF-8. */
export function sha256Of(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/** SHA-256 of a file of any length, in hexadecimal. @throws the system's error where the file cannot be read */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) hash.update(chunk);
  return hash.digest('hex');
}
