import type { RunEvent } from '@wince/core';
import type { CheckedFace, CheckedFinding, NewNetwork } from '@wince/workbench';

/** A picture of the project, or a moment of a clip, small, as a JPEG without what the file says beside its pixels. */
export interface PictureTask {
  readonly kind: 'picture';
  readonly path: string;
  /** Pixels of the longer side at most. */
  readonly side: number;
  /** Seconds; null for a picture. */
  readonly start: number | null;
}

/** What is known of a clip, or the frames of a stretch of it, small, as JPEGs. */
export type ClipTask = { readonly kind: 'clip'; readonly path: string } & (
  | { readonly what: 'description' }
  /** Seconds; frames from `from` on, and before `to`. */
  | { readonly what: 'frames'; readonly from: number; readonly to: number; readonly side: number }
);

/** What a model makes of one recording that was sent. */
export interface PredictTask {
  readonly kind: 'predict';
  readonly path: string;
  /** What answers call the recording. */
  readonly name: string;
  readonly model: string;
  readonly cache: string;
  /** Seconds; a longer clip is refused. */
  readonly longest: number;
}

/** What a model says of itself. A file that calls itself a model may be made to fill the memory when it is unpacked. */
export interface CardTask {
  readonly kind: 'card';
  readonly model: string;
}

/** A copy of a model for others. */
export interface ModelCopyTask {
  readonly kind: 'model-copy';
  readonly model: string;
  readonly out: string;
  /** The file of the key of the project. */
  readonly key: string;
}

/** A model as a page takes it that scores frames itself. */
export interface PageModelTask {
  readonly kind: 'page-model';
  readonly model: string;
  readonly cache: string;
}

/** A network as ONNX, for a page that runs it. */
export interface NetworkTask {
  readonly kind: 'network';
  readonly network: string;
  readonly taps: readonly string[];
  readonly cache: string;
}

/** What a model makes of frames that come one after the other. */
export interface StreamTask {
  readonly kind: 'stream';
  readonly model: string;
  readonly cache: string;
}

/** A frame of a stream: a picture of any format, and its time in seconds. */
export interface TaskInput {
  readonly time: number;
  readonly bytes: Uint8Array;
}

/** What a page shows of an experiment or a run beside its table; paths are those of the machine. */
export type RunViewTask = { readonly kind: 'run-view' } & (
  | {
      readonly view: 'plan';
      readonly experiment: string;
      /** The data set that is read in the place of its own; null where its own is. */
      readonly dataset: string | null;
      readonly cache: string;
    }
  | { readonly view: 'compare'; readonly first: string; readonly second: string }
  | { readonly view: 'wrong'; readonly run: string; readonly cell: string }
  | { readonly view: 'methods'; readonly run: string }
  /** A copy for others. */
  | {
      readonly view: 'copy';
      readonly run: string;
      readonly out: string;
      readonly names: 'kept' | 'hashed';
      readonly faces: 'kept' | 'landmarks' | 'blurred' | 'none';
      /** The file of the key of the project. */
      readonly key: string;
      readonly cache: string;
    }
  | {
      readonly view: 'explanation';
      readonly run: string;
      readonly cell: string;
      readonly sample: string;
      readonly cache: string;
    }
);

/** All that is wrong with a data set, and the face of each of its pictures. */
export interface CheckTask {
  readonly kind: 'check';
  /** The `dataset.csv`. */
  readonly dataset: string;
  readonly cache: string;
}

/** An experiment, into a run folder. */
export interface RunTask {
  readonly kind: 'run';
  /** The experiment file. */
  readonly experiment: string;
  /** The data set that is read in the place of its own, without the rows that are left out; null where none is. */
  readonly dataset: string | null;
  readonly out: string;
  readonly cache: string;
  readonly workers: number;
}

/** A model of a cell of a run. */
export interface TrainTask {
  readonly kind: 'train';
  /** The run folder. */
  readonly run: string;
  readonly cell: string;
  /** The file to write. */
  readonly out: string;
  /** The data set that is read in the place of the run's own, without the rows that are left out; null where none is. */
  readonly dataset: string | null;
  readonly cache: string;
  readonly workers: number;
}

/** A network that somebody brought, into the folder of imported networks. */
export interface ImportNetworkTask {
  readonly kind: 'import-network';
  /** Where its files lie. */
  readonly folder: string;
  readonly request: NewNetwork;
}

/** A network whose numbers are compared with what is known of them. */
export interface TestNetworkTask {
  readonly kind: 'test-network';
  readonly network: string;
  readonly cache: string;
}

/** What another process does. */
export type WorkTask =
  | ImportNetworkTask
  | TestNetworkTask
  | PictureTask
  | ClipTask
  | PredictTask
  | CardTask
  | ModelCopyTask
  | PageModelTask
  | NetworkTask
  | StreamTask
  | RunViewTask
  | CheckTask
  | RunTask
  | TrainTask;

/** What long work tells. */
export type TaskEvent =
  | RunEvent
  | { readonly type: 'face'; readonly sample: string; readonly face: CheckedFace }
  | { readonly type: 'looked'; readonly done: number; readonly total: number }
  /** What is done with a network now. */
  | { readonly type: 'step'; readonly step: 'read-network' | 'run-network' }
  /** A frame of a stream was decoded: there is room for the next one. */
  | { readonly type: 'frame-taken' }
  | { readonly type: 'watching'; readonly version: string }
  | StreamReading
  | { readonly type: 'findings'; readonly findings: readonly CheckedFinding[] };

/** What a monitor shows at a frame of a stream, as it is answered. */
export interface StreamReading {
  readonly type: 'reading';
  readonly time: number;
  readonly state: string;
  readonly stale: boolean;
  readonly status: string;
  readonly score: { readonly value: number; readonly confidence: number; readonly age: number } | null;
  /** Why there is no score that counts; null where there is one. */
  readonly reason: string | null;
  readonly faults: readonly string[];
  readonly bar: string | null;
  readonly episodes_ended: readonly {
    readonly start: number;
    readonly confirmed: number;
    readonly end: number;
    readonly peak: number;
    readonly ended_by: string;
  }[];
  readonly model_version: string;
}

/** What the process is told. */
export type ToProcess =
  /** Null: no more comes. */
  | { readonly id: number; readonly input: TaskInput | null }
  | { readonly id: number; readonly task: WorkTask }
  | { readonly id: number; readonly stop: true };

/** What the process tells: an event, the result, or why there is none. */
export type FromProcess =
  | { readonly id: number; readonly event: TaskEvent }
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly refusal: { code: string | null; message: string; hint: string } };

/** The exit status of a process that needed more memory than it may have. */
export const TOO_MUCH_MEMORY = 75;
