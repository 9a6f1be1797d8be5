import type { StoredChannels } from '@wince/media';
import type { Frame } from 'node-av';
import {
  AV_PIX_FMT_YUV411P,
  AV_PIX_FMT_YUV420P,
  AV_PIX_FMT_YUV420P10LE,
  AV_PIX_FMT_YUV420P12LE,
  AV_PIX_FMT_YUV422P,
  AV_PIX_FMT_YUV422P10LE,
  AV_PIX_FMT_YUV422P12LE,
  AV_PIX_FMT_YUV440P,
  AV_PIX_FMT_YUV444P,
  AV_PIX_FMT_YUV444P10LE,
  AV_PIX_FMT_YUV444P12LE,
  AV_PIX_FMT_YUVA420P,
  AV_PIX_FMT_YUVJ411P,
  AV_PIX_FMT_YUVJ420P,
  AV_PIX_FMT_YUVJ422P,
  AV_PIX_FMT_YUVJ440P,
  AV_PIX_FMT_YUVJ444P,
  AVCOL_RANGE_JPEG,
  AVCOL_SPC_BT470BG,
  AVCOL_SPC_BT709,
  AVCOL_SPC_BT2020_NCL,
  AVCOL_SPC_SMPTE170M,
  type AVColorSpace,
  type AVPixelFormat,
} from 'node-av/constants';

/** How colour differences are stored. */
interface Layout {
  /** Pixels that one value stands for, across and down. */
  readonly across: number;
  readonly down: number;
  readonly bits: number;
}

const LAYOUTS: ReadonlyMap<AVPixelFormat, Layout> = new Map(
  (
    [
      [2, 2, 8, [AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUVJ420P, AV_PIX_FMT_YUVA420P]],
      [2, 1, 8, [AV_PIX_FMT_YUV422P, AV_PIX_FMT_YUVJ422P]],
      [1, 1, 8, [AV_PIX_FMT_YUV444P, AV_PIX_FMT_YUVJ444P]],
      [1, 2, 8, [AV_PIX_FMT_YUV440P, AV_PIX_FMT_YUVJ440P]],
      [4, 1, 8, [AV_PIX_FMT_YUV411P, AV_PIX_FMT_YUVJ411P]],
      [2, 2, 10, [AV_PIX_FMT_YUV420P10LE]],
      [2, 1, 10, [AV_PIX_FMT_YUV422P10LE]],
      [1, 1, 10, [AV_PIX_FMT_YUV444P10LE]],
      [2, 2, 12, [AV_PIX_FMT_YUV420P12LE]],
      [2, 1, 12, [AV_PIX_FMT_YUV422P12LE]],
      [1, 1, 12, [AV_PIX_FMT_YUV444P12LE]],
    ] as const
  ).flatMap(([across, down, bits, formats]) =>
    formats.map((format) => [format, { across, down, bits }] as const),
  ),
);

/** Matrices in the words of WebCodecs. */
const MATRICES: ReadonlyMap<AVColorSpace, string> = new Map([
  [AVCOL_SPC_BT709, 'bt709'],
  [AVCOL_SPC_BT470BG, 'bt470bg'],
  [AVCOL_SPC_SMPTE170M, 'smpte170m'],
  [AVCOL_SPC_BT2020_NCL, 'bt2020-ncl'],
]);

/** How a frame's matrix and range are named. */
export type NamedColours = Pick<Frame, 'colorSpace' | 'colorRange'>;

/** Whether frames of a format and matrix are what {@link channelsOf} gives. */
export function hasChannels({ format, colorSpace }: Pick<Frame, 'format' | 'colorSpace'>): boolean {
  return LAYOUTS.has(format as AVPixelFormat) && MATRICES.has(colorSpace);
}

/**
 * Luma and colour differences of a frame, where they lie in libav's memory: not valid when the frame has gone.
 *
 * @param colours with matrix and range named
 * @throws Error for a frame of which {@link hasChannels} is not true
 */
export function channelsOf(frame: Frame, { colorSpace, colorRange }: NamedColours): StoredChannels {
  const { width, height, data, linesize } = frame;
  const layout = LAYOUTS.get(frame.format as AVPixelFormat);
  const matrix = MATRICES.get(colorSpace);
  if (!data || !layout || !matrix)
    throw new Error(`libav gave a frame of format ${frame.format} without planes`);
  const { across, down, bits } = layout;
  const part = { width: Math.ceil(width / across), height: Math.ceil(height / down) };
  const plane = (channel: number) => ({
    ...{ data: data[channel], first: 0, stride: linesize[channel], step: 1 },
    bytes: bits > 8 ? (2 as const) : (1 as const),
    ...(channel === 0 ? { width, height } : part),
  });
  return {
    ...{ planes: [plane(0), plane(1), plane(2)], bits, matrix },
    fullRange: colorRange === AVCOL_RANGE_JPEG,
  };
}
