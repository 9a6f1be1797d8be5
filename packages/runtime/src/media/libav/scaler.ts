import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RgbImage } from '@wince/core';
import { HD_HEIGHT, type Size, storedPicture, type Turn } from '@wince/media';
import { Filter, type FilterContext, FilterGraph, Frame, type Rational } from 'node-av';
import {
  AV_BUFFERSRC_FLAG_KEEP_REF,
  AV_FRAME_FLAG_INTERLACED,
  AV_PIX_FMT_YUVJ411P,
  AV_PIX_FMT_YUVJ420P,
  AV_PIX_FMT_YUVJ422P,
  AV_PIX_FMT_YUVJ440P,
  AV_PIX_FMT_YUVJ444P,
  AVCOL_RANGE_JPEG,
  AVCOL_RANGE_MPEG,
  AVCOL_RANGE_UNSPECIFIED,
  AVCOL_SPC_BT709,
  AVCOL_SPC_RGB,
  AVCOL_SPC_SMPTE170M,
  AVCOL_SPC_UNSPECIFIED,
  AVCOL_TRC_ARIB_STD_B67,
  AVCOL_TRC_SMPTE2084,
  AVERROR_EAGAIN,
  AVERROR_EOF,
} from 'node-av/constants';
import { type HdrTransfer, toneMapped } from './hdr.ts';
import { seconds } from './input.ts';
import { channelsOf, hasChannels, type NamedColours } from './stored-channels.ts';

/** A frame as it leaves the filters. */
export interface ScaledFrame {
  readonly time: number;
  readonly image: RgbImage;
}

export interface ScalerOptions {
  readonly timeBase: Rational;
  readonly turn: Turn;
  /** The size at which a frame of a stored size is shown; `pixelAspect` is what the frame says of its pixels. */
  readonly sizeOf: (stored: Size, pixelAspect: number | null) => Size;
}

const FULL_RANGE_FORMATS: readonly number[] = [
  AV_PIX_FMT_YUVJ411P,
  AV_PIX_FMT_YUVJ420P,
  AV_PIX_FMT_YUVJ422P,
  AV_PIX_FMT_YUVJ440P,
  AV_PIX_FMT_YUVJ444P,
];

/**
 * Turns decoded frames into pictures: fields woven into frames (bwdif) from the first interlaced frame on, scaled by the mean of
 * what a pixel covers, converted to RGB by the matrix and range that the frame names, and turned: with `storedPicture`, as a page does.
 * libav scales and converts what is stored in rarer ways, and a high dynamic range, which is brought into that of a plain screen. All
 * on one thread.
 */
export class FrameScaler {
  readonly #options: ScalerOptions;
  readonly #out = new Frame();
  #graph: Graph | null = null;
  #hdr: HdrTransfer | null = null;

  constructor(options: ScalerOptions) {
    this.#options = options;
    this.#out.alloc();
  }

  /** Whether fields are woven, so that every frame must pass, also those that are left out afterwards. */
  get weaves(): boolean {
    return this.#graph?.weaves ?? false;
  }

  /** How the light of a high dynamic range was coded that was brought into a plain one; null where there was none. */
  get hdr(): HdrTransfer | null {
    return this.#hdr;
  }

  /** Gives the pictures that came out for this frame: mostly one; weaving gives each a frame later. */
  async add(frame: Frame): Promise<readonly ScaledFrame[]> {
    return (await this.take(frame)).pictures;
  }

  /**
   * The same, with the pictures as a promise: the frame may go at once, and nothing else may be asked of the scaler before they came.
   */
  async take(frame: Frame): Promise<{ readonly pictures: Promise<readonly ScaledFrame[]> }> {
    settleColours(frame);
    const weaves = this.weaves || frame.hasFlags(AV_FRAME_FLAG_INTERLACED);
    const hdr = hdrOf(frame);
    const direct = hdr === null && hasChannels(frame);
    const { num, den } = frame.sampleAspectRatio;
    const size = this.#options.sizeOf(frame, num > 0 && den > 0 ? num / den : null);
    const key = [
      ...[frame.width, frame.height, frame.format, frame.colorSpace, frame.colorRange, weaves],
      ...[size.width, size.height, hdr],
    ].join();
    const before = this.#graph && this.#graph.key !== key ? await this.end() : [];
    if (direct && !weaves) {
      const time = seconds(frame.pts, this.#options.timeBase);
      const own = new Frame();
      own.alloc();
      check(own.ref(frame), 'holding a frame');
      // A turn later whoever waits has asked the decoder for the next frame, which another thread makes meanwhile.
      const picture = nextTurn().then(() => {
        try {
          return storedPicture(channelsOf(own, own), size, this.#options.turn);
        } finally {
          own.free();
        }
      });
      return { pictures: picture.then((image) => [...before, { time, image }]) };
    }
    this.#graph ??= await buildGraph(frame, { weaves, direct, hdr, key, size }, this.#options);
    // The frame stays with who gave it: another scaler may take it too.
    check(this.#graph.source.buffersrcAddFrameSync(frame, AV_BUFFERSRC_FLAG_KEEP_REF), 'taking a frame');
    const coming = this.#drain(this.#graph);
    return { pictures: before.length === 0 ? coming : coming.then((pictures) => [...before, ...pictures]) };
  }

  /** Gives what is still inside. */
  async end(): Promise<readonly ScaledFrame[]> {
    const graph = this.#graph;
    if (!graph) return [];
    check(graph.source.buffersrcAddFrameSync(null), 'the end');
    const last = await this.#drain(graph);
    graph.graph.free();
    this.#graph = null;
    return last;
  }

  close(): void {
    this.#graph?.graph.free();
    this.#graph = null;
    this.#out.free();
  }

  async #drain({ sink, timeBase, hdr, woven }: Graph): Promise<readonly ScaledFrame[]> {
    const scaled: ScaledFrame[] = [];
    for (;;) {
      const got = await sink.buffersinkGetFrame(this.#out);
      if (got === AVERROR_EAGAIN || got === AVERROR_EOF) return scaled;
      check(got, 'scaling');
      this.#hdr ??= hdr;
      const image = woven
        ? storedPicture(channelsOf(this.#out, woven), woven.size, this.#options.turn)
        : hdr
          ? toneMapped(deepImageOf(this.#out), hdr)
          : imageOf(this.#out);
      scaled.push({ time: seconds(this.#out.pts, timeBase), image });
      this.#out.unref();
    }
  }
}

interface Graph {
  readonly key: string;
  readonly weaves: boolean;
  readonly graph: FilterGraph;
  readonly source: FilterContext;
  readonly sink: FilterContext;
  readonly timeBase: Rational;
  readonly hdr: HdrTransfer | null;
  /** What its frames become, where they are woven and nothing else; null where libav makes the pictures. */
  readonly woven: (NamedColours & { readonly size: Size }) | null;
}

interface GraphPlan {
  readonly weaves: boolean;
  /** Whether the frames that leave the graph are converted behind it. */
  readonly direct: boolean;
  readonly hdr: HdrTransfer | null;
  readonly key: string;
  readonly size: Size;
}

async function buildGraph(
  frame: Frame,
  { weaves, direct, hdr, key, size }: GraphPlan,
  { timeBase, turn }: ScalerOptions,
): Promise<Graph> {
  const graph = new FilterGraph();
  graph.alloc();
  graph.nbThreads = 1;
  try {
    const { width, height } = turn.rotation % 180 === 0 ? size : { width: size.height, height: size.width };
    const steps: [string, string][] = [
      [
        'buffer',
        `video_size=${frame.width}x${frame.height}:pix_fmt=${frame.format}:time_base=${timeBase.num}/${timeBase.den}` +
          `:colorspace=${frame.colorSpace}:range=${frame.colorRange}`,
      ],
      ...(weaves ? [['bwdif', 'mode=send_frame:deint=interlaced'] as [string, string]] : []),
      ...(direct
        ? []
        : ([
            ['scale', `w=${width}:h=${height}:flags=${SCALING}`],
            ['format', hdr ? 'pix_fmts=rgb48' : 'pix_fmts=rgb24'],
            ...turnSteps(turn),
          ] satisfies [string, string][])),
      ['buffersink', ''],
    ];
    const filters = steps.map(([name, settings], i) => create(graph, name, `${i}`, settings));
    for (let i = 1; i < filters.length; i++) check(filters[i - 1].link(0, filters[i], 0), steps[i][0]);
    check(await graph.config(), 'the filters');
    const sink = filters[filters.length - 1];
    const { colorSpace, colorRange } = frame;
    const woven = direct ? { colorSpace, colorRange, size } : null;
    return {
      ...{ key, weaves, graph, source: filters[0], sink, hdr, woven },
      timeBase: sink.buffersinkGetTimeBase(),
    };
  } catch (error) {
    graph.free();
    throw error;
  }
}

/** The mean over what a pixel covers, with colour at full width and without shortcuts in rounding. */
const SCALING = 'area+accurate_rnd+full_chroma_int';

function turnSteps({ mirrored, rotation }: Turn): readonly [string, string][] {
  const steps: [string, string][] = mirrored ? [['hflip', '']] : [];
  if (rotation === 90) steps.push(['transpose', 'dir=clock']);
  if (rotation === 180) steps.push(['hflip', ''], ['vflip', '']);
  if (rotation === 270) steps.push(['transpose', 'dir=cclock']);
  return steps;
}

function create(graph: FilterGraph, name: string, as: string, settings: string): FilterContext {
  const filter = Filter.getByName(name);
  const made = filter && graph.createFilter(filter, as, settings === '' ? null : settings);
  if (!made) throw new Error(`libav did not make the filter ${name} (${settings})`);
  return made;
}

function check(code: number, what: string): void {
  if (code < 0) throw new Error(`libav failed at ${what}: code ${code}`);
}

/** Names matrix and range where the frame does not: by its height, as players do; limited, unless its format says full. */
function settleColours(frame: Frame): void {
  const rgb = frame.colorSpace === AVCOL_SPC_RGB;
  if (frame.colorSpace === AVCOL_SPC_UNSPECIFIED)
    frame.colorSpace = frame.height >= HD_HEIGHT ? AVCOL_SPC_BT709 : AVCOL_SPC_SMPTE170M;
  if (frame.colorRange === AVCOL_RANGE_UNSPECIFIED) {
    const full = rgb || FULL_RANGE_FORMATS.includes(frame.format);
    frame.colorRange = full ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
  }
}

function hdrOf({ colorTrc }: Frame): HdrTransfer | null {
  if (colorTrc === AVCOL_TRC_SMPTE2084) return 'PQ';
  return colorTrc === AVCOL_TRC_ARIB_STD_B67 ? 'HLG' : null;
}

/** The same for channels of 16 bits. */
function deepImageOf(frame: Frame): { width: number; height: number; data: Uint16Array } {
  const { width, height, data: planes, linesize } = frame;
  if (!planes) throw new Error('libav gave a frame without pixels');
  const row = width * 6;
  const data = new Uint8Array(height * row);
  for (let y = 0; y < height; y++)
    data.set(planes[0].subarray(y * linesize[0], y * linesize[0] + row), y * row);
  return { width, height, data: new Uint16Array(data.buffer) };
}

/** Copies a picture out of libav's memory, without the bytes that fill up its rows. */
function imageOf(frame: Frame): RgbImage {
  const { width, height, data: planes, linesize } = frame;
  if (!planes) throw new Error('libav gave a frame without pixels');
  const [from] = planes;
  const row = width * 3;
  const data = new Uint8Array(height * row);
  if (linesize[0] === row) data.set(from.subarray(0, data.length));
  else
    for (let y = 0; y < height; y++) data.set(from.subarray(y * linesize[0], y * linesize[0] + row), y * row);
  return { width, height, data };
}
