/** Where everything stands in an annotated frame, in pixels. */
export interface AnnotationLayout {
  /** Of the whole, even: video codecs halve colours. */
  readonly width: number;
  readonly height: number;
  /** Room for the picture, from the upper edge. */
  readonly picture: { readonly width: number; readonly height: number };
  /** Pixels a dot of the letters takes: letters are 7 dots high. */
  readonly dot: number;
  /** The strip under the picture begins here. */
  readonly top: number;
}

/** The longest side that a picture keeps. */
const LARGEST = 1920;
/** The narrowest strip that holds its words. */
const NARROWEST = 480;
/** Letters of small lettering that a line holds at least, those of {@link NOT_A_DEVICE}. */
const LETTERS = 39;
/** Dots at either end of a line. */
export const EDGE_DOTS = 3;
/** Stands in every frame, whole, whatever its shape. */
export const NOT_A_DEVICE = 'research use only: not a medical device';
/** Dots that the strip is high. */
export const STRIP_DOTS = 82;

/** Where a picture stands in its room. */
export interface PicturePlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Pixels of the layout per pixel of the video. */
  readonly scale: number;
}

/** Large pictures are shrunk and small ones enlarged, by a whole number, so that words can be read beside them. */
export function layoutFor(width: number, height: number): AnnotationLayout {
  const longest = Math.max(width, height);
  const enlarged = Math.min(Math.ceil(NARROWEST / width), Math.max(1, Math.floor(LARGEST / longest)));
  const scale = longest > LARGEST ? LARGEST / longest : enlarged;
  const picture = sizeAt(width, height, scale);
  const whole = even(Math.max(picture.width, NARROWEST));
  const dot = Math.floor(whole / (6 * LETTERS + 2 * EDGE_DOTS));
  return {
    width: whole,
    height: even(picture.height + STRIP_DOTS * dot),
    picture: { width: whole, height: picture.height },
    dot,
    top: picture.height,
  };
}

/** Places a picture in the middle of its room, as large as fits: a video may change its size on the way. */
export function placePicture(
  { picture: room }: AnnotationLayout,
  width: number,
  height: number,
): PicturePlace {
  const fits = Math.min(room.width / width, room.height / height);
  const scale = fits >= 1 ? Math.floor(fits) : fits;
  const size = sizeAt(width, height, scale);
  return {
    ...size,
    x: Math.floor((room.width - size.width) / 2),
    y: Math.floor((room.height - size.height) / 2),
    scale,
  };
}

function sizeAt(width: number, height: number, scale: number): { width: number; height: number } {
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

function even(size: number): number {
  return size + (size % 2);
}
