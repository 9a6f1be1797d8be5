import {
  ALL_FORMATS,
  type AudioCodec,
  EncodedAudioPacketSource,
  EncodedPacketSink,
  FilePathSource,
  Input,
  type Output,
  type OutputFormat,
} from 'mediabunny';

/** The sound of a recording on its way into another file, packet by packet, as it was encoded. */
export interface CopiedSound {
  /** Copies the packets that begin before a time (seconds). */
  copyUntil(time: number): Promise<void>;
  close(): Promise<void>;
}

/** Sound that is copied, or the reason why there is none. */
export type SoundOrReason =
  | { readonly sound: SoundToCopy; readonly reason: null }
  | { readonly sound: null; readonly reason: string };

/** A recording's sound, before the output is started. */
export interface SoundToCopy {
  /**
   * Adds the track; the output must not be started yet.
   *
   * @param zero seconds of the recording's own clock that are time 0 of the frames
   */
  addTo(output: Output, zero: number): Promise<CopiedSound>;
  close(): Promise<void>;
}

/**
 * Looks whether the sound of a file can stand in a format as it is.
 *
 * @param path null: the frames come from a camera, or a file that grows
 */
export async function soundOf(path: string | null, format: OutputFormat): Promise<SoundOrReason> {
  if (path === null)
    return { sound: null, reason: 'it is not copied while a recording or a camera is watched' };
  const input = new Input({ source: new FilePathSource(path), formats: ALL_FORMATS });
  const found = await input.canRead().then(
    (readable) => (readable ? input.getPrimaryAudioTrack() : undefined),
    () => undefined,
  );
  const refuse = async (reason: string): Promise<SoundOrReason> => {
    input.dispose();
    return { sound: null, reason };
  };
  if (found === undefined) return refuse('it cannot be copied from this container');
  if (found === null) return refuse('the recording has no sound');
  const codec = await found.getCodec();
  if (codec === null || !format.getSupportedAudioCodecs().includes(codec))
    return refuse(`${codec ?? 'its codec'} cannot be copied into this format`);
  const packets = new EncodedPacketSink(found).packets();
  return {
    reason: null,
    sound: {
      async addTo(output, zero) {
        const decoderConfig = (await found.getDecoderConfig()) ?? undefined;
        return copying(codec, packets, output, { decoderConfig, zero }, () => input.dispose());
      },
      async close() {
        input.dispose();
      },
    },
  };
}

function copying(
  codec: AudioCodec,
  packets: ReturnType<EncodedPacketSink['packets']>,
  output: Output,
  { zero, ...meta }: { readonly decoderConfig: AudioDecoderConfig | undefined; readonly zero: number },
  dispose: () => void,
): CopiedSound {
  const source = new EncodedAudioPacketSource(codec);
  output.addAudioTrack(source);
  let next = packets.next();
  return {
    async copyUntil(time) {
      for (;;) {
        const { done, value } = await next;
        if (done || value.timestamp - zero >= time) return;
        const timestamp = value.timestamp - zero;
        // Coders that look ahead begin before the first picture: what lies before it cannot be placed.
        if (timestamp >= 0) await source.add(zero === 0 ? value : value.clone({ timestamp }), meta);
        next = packets.next();
      }
    },
    async close() {
      await packets.return(undefined);
      dispose();
    },
  };
}
