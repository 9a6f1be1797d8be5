/** The formats in which drawn clips are written. */
export const VIDEO_FORMATS = ['mp4', 'webm'] as const;
/** A format in which drawn clips are written. */
export type VideoFormat = (typeof VIDEO_FORMATS)[number];
