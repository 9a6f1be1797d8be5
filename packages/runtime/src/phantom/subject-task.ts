import type { Cohort, Contrast } from '@wince/phantom';
import type { VideoFormat } from './video-format.ts';

/** What a worker draws: the pictures of one subject, its clips, or a row of the plate of expressions. */
export type PhantomTask =
  | { readonly kind: 'subject'; readonly subject: string }
  | { readonly kind: 'clips'; readonly subject: string }
  | { readonly kind: 'plate'; readonly monk: number };

/** A small picture for the contact sheet. */
export interface Thumbnail {
  readonly sample: string;
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
  readonly caption: string;
}

/** What all clips of a cohort have in common. */
export interface ClipSettings {
  readonly format: VideoFormat;
  /** Pixels a side. */
  readonly size: number;
  readonly seconds: number;
  readonly contrast: Contrast;
}

/** What every worker of a cohort is given. */
export interface PhantomWork {
  readonly cohort: Cohort;
  /** The folder that is being filled. */
  readonly folder: string;
  /** Null for a cohort of pictures. */
  readonly clips: ClipSettings | null;
  /** Whether the whole work is to stop. */
  readonly stopped: () => boolean;
}

/** What to do after an interruption. */
export const HINT = 'Nothing was written. Run the same command again.';

/** Pixels a side of the contact sheet's pictures. */
export const THUMBNAIL = 128;
