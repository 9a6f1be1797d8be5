import type { VideoContainer } from './container.ts';

/** Containers that are read without libav. */
export const PAGE_CONTAINERS: readonly VideoContainer[] = ['mp4', 'mov', 'matroska', 'webm', 'mpeg-ts'];

/** What this page can read. Where it is short of a format, the file must be converted, or read by Node. */
export interface ReadableVideo {
  readonly containers: readonly VideoContainer[];
  /** As {@link VideoDescription.codec} has them; what the browser and its platform decode. */
  readonly codecs: readonly string[];
}

/** What can be read here: asks the browser which codecs it decodes. */
export async function readableVideo(): Promise<ReadableVideo> {
  const { getDecodableVideoCodecs } = await import('mediabunny');
  return { containers: PAGE_CONTAINERS, codecs: (await getDecodableVideoCodecs()).map(codecName) };
}

/** The name of a codec of mediabunny in a description. */
export function codecName(codec: string): string {
  return codec === 'avc' ? 'h264' : codec;
}
