import type { BarToAssessment, CryBreath, Episode, MonitorParameters, MonitorReading } from '@wince/core';
import type { RefusedAnswer } from '../forms/forms.ts';
import type { DeviceChoice, NetworkDevice } from './device.ts';

/** What is watched. */
export type WatchedSource =
  | { readonly kind: 'file'; readonly file: Blob; readonly name: string }
  /** A drawn neonate, of which the truth is known. */
  | { readonly kind: 'phantom'; readonly seed: number }
  | { readonly kind: 'camera' };

/** What the worker is told first. */
export interface StartWatching {
  readonly kind: 'start';
  /** The model, by its place in the project. */
  readonly model: string;
  readonly source: WatchedSource;
  /** Frames of a file as they would be seen, or as fast as they can be looked at. A camera has its own time. */
  readonly pace: 'real time' | 'as fast as possible';
  /** Frames a second that are followed. */
  readonly rate: number;
  readonly bar: BarToAssessment | null;
  /** What is to run the networks. */
  readonly device: DeviceChoice;
  /** Whether the pulse is sought in the colour of the skin, which takes time of the machine. */
  readonly pulse: boolean;
  /** Whether a cry is sought in the sound, which takes time of the machine, and of a camera its microphone. */
  readonly cry: boolean;
}

/** What the worker is told. */
export type ToWatcher =
  | StartWatching
  /** A picture of the camera; it takes the place of one that was not looked at yet. */
  | { readonly kind: 'picture'; readonly time: number; readonly picture: ImageBitmap }
  /** Sound of the microphone, on the clock of the camera. */
  | {
      readonly kind: 'sound';
      readonly time: number;
      readonly sampleRate: number;
      readonly samples: Float32Array<ArrayBuffer>;
    }
  | { readonly kind: 'no microphone'; readonly why: string }
  | { readonly kind: 'stop' };

/** Strain since rest over a registered grey face, and where that face lies in the picture. */
export interface StrainOverlay {
  /** Pixels a side. */
  readonly side: number;
  readonly map: Float32Array;
  /** From pixels of the registered face to pixels of the picture: x' = a x - b y + e, y' = b x + a y + f. */
  readonly place: { readonly a: number; readonly b: number; readonly e: number; readonly f: number };
}

/** What is known of the model before the first frame. */
export interface WatchingModel {
  readonly cell: string;
  readonly positive: string;
  readonly synthetic: boolean;
  readonly version: string;
  readonly sha256: string;
  readonly parameters: MonitorParameters;
  /** Threads of WebAssembly. */
  readonly threads: number;
}

/** One frame that was looked at. */
export interface WatchedFrame {
  readonly kind: 'frame';
  readonly reading: MonitorReading;
  readonly ended: readonly Episode[];
  /** A score that was made at this frame; null where none was. */
  readonly score: number | null;
  /** Corners of the face's box, x and y in turn, in pixels of the picture; null where there is no face. */
  readonly box: readonly number[] | null;
  readonly overlay: StrainOverlay | null;
  /** Pixels of the picture that boxes are in. */
  readonly width: number;
  readonly height: number;
  /** Whether the colours of frames are those of the command line; else the browser made some of them, up to 2 of 255 off. */
  readonly hasOwnColours: boolean;
  /** Seconds by which looking is behind the time of the recording; 0 where it is not paced. */
  readonly behind: number;
}

/** The pulse of the last seconds, in beats per minute; null with the reason where there is no signal. */
export interface WatchedPulse {
  readonly kind: 'pulse';
  /** Seconds of the recording. */
  readonly time: number;
  readonly value: number | null;
  readonly confidence: number;
  readonly reason: string | null;
}

/** Whether somebody cries. */
export interface WatchedCry {
  readonly kind: 'cry';
  /** Seconds of the recording up to which it was heard; null where nothing was. */
  readonly time: number | null;
  readonly state: 'crying' | 'no cry' | 'cannot tell' | 'no sound';
  /** Why it cannot be told, or why there is no sound. */
  readonly reason: string | null;
  /** Breaths of a cry in the last two minutes; times are seconds of the recording. */
  readonly breaths: readonly CryBreath[];
}

/** What the worker tells. */
export type FromWatcher =
  /** What runs networks, as far as that is known. */
  | { readonly kind: 'device'; readonly device: NetworkDevice }
  | { readonly kind: 'ready'; readonly model: WatchingModel }
  /** A frame as it was decoded, to be shown. */
  | { readonly kind: 'picture'; readonly time: number; readonly picture: ImageBitmap }
  /** When the face of the drawn neonate answers to something, in seconds. */
  | { readonly kind: 'truth'; readonly onsets: readonly number[] }
  | WatchedFrame
  | WatchedPulse
  | WatchedCry
  | { readonly kind: 'end' }
  | { readonly kind: 'refusal'; readonly refusal: RefusedAnswer };
