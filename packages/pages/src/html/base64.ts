const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/**
 * Bytes as base64, padded. Written out because `Uint8Array.prototype.toBase64` is missing from the engine of Node 24 and from older
 * browsers.
 *
 * @source RFC 4648, section 4
 */
export function base64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at;
    const three = (bytes[at] << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    parts.push(
      ALPHABET[three >> 18] +
        ALPHABET[(three >> 12) & 63] +
        (left > 1 ? ALPHABET[(three >> 6) & 63] : '=') +
        (left > 2 ? ALPHABET[three & 63] : '='),
    );
  }
  return parts.join('');
}
