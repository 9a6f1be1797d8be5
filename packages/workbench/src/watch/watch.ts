import {
  type BarPeriod,
  keysOfSchema,
  type LiveMonitor,
  monitorParameters,
  openFaceTracker,
  openLiveMonitor,
  readFittedCell,
  type VideoFrame,
} from '@wince/core';
import type { FrameOptions } from '@wince/media';
import {
  familiesOf,
  modelManifest,
  networkFeature,
  type OpenNetwork,
  openPagePlanner,
  type ScoredVideoFrame,
  scoreFrames,
  scoringParameters,
  startStageClock,
  type TrackFace,
  type TrainedModel,
  wireFaceNetworks,
} from '@wince/observation';
import { z } from 'zod';
import type { WatchedModel } from '../forms/watch-forms.ts';
import { type CryHearing, openCryHearing } from './cry.ts';
import type { FromWatcher, StartWatching, WatchedFrame } from './messages.ts';
import { strainOverlay } from './overlay.ts';
import { openPace } from './paced.ts';
import { openPulseWatch } from './pulse.ts';
import type { Frames } from './sources.ts';

/** What watching needs of the place where it happens. */
export interface Watching {
  readonly start: StartWatching;
  readonly answer: WatchedModel;
  readonly open: OpenNetwork;
  readonly threads: number;
  /** Opens what is watched. @param clock what the times of the model's recordings count from */
  readonly source: (clock: 'player' | 'container') => Promise<Frames>;
  readonly tell: (message: FromWatcher) => void;
  /** Shows a frame as it was decoded. */
  readonly show: (frame: VideoFrame) => void;
  readonly signal: AbortSignal;
  readonly wait: (milliseconds: number) => Promise<void>;
}

/**
 * Watches a video as `wince predict` does, with the same steps: each frame is followed, the model scores the stretches that are
 * complete, and the monitor says what it shows.
 *
 * @throws WinceError those of the frames, `other-features`, `needs-rest`, `not-in-page`
 */
export async function watch(watching: Watching): Promise<void> {
  const { start, answer, open, tell, signal, threads } = watching;
  const model: TrainedModel = {
    manifest: modelManifest.parse(keysOfSchema(modelManifest, answer.manifest)),
    fitted: readFittedCell(answer.fitted),
  };
  const { manifest } = model;
  const parameters = scoringParameters(model);
  const planner = openPagePlanner(manifest.clips, z.array(networkFeature).parse(answer.features), open);
  const families = await familiesOf(model, planner);
  const faces = await wireFaceNetworks(open, manifest.face.locate.mesh);
  const frames = await watching.source(parameters.clock);
  const monitoring = monitorParameters.parse({});
  const hearing = start.cry ? openCryHearing(frames.sound, signal, tell) : null;
  const { cell, positive, version, dataset } = manifest;
  try {
    tell({
      kind: 'ready',
      model: {
        ...{ cell, positive, version, threads, synthetic: dataset.synthetic },
        ...{ sha256: answer.model_sha256, parameters: monitoring },
      },
    });
    if (frames.onsets.length > 0) tell({ kind: 'truth', onsets: frames.onsets });
    const tracking = { ...parameters.tracking, face: manifest.face };
    const track: TrackFace = (own) =>
      openFaceTracker(faces.networks, tracking, { ...own, shownWidth: frames.shownWidth });
    const pace = openPace(() => performance.now(), watching.wait);
    const isPaced = !frames.isLive && start.pace === 'real time';
    const scored = scoreFrames(
      (wanted) =>
        shown(isPaced ? paced(wanted) : frames.frames(wanted), watching, frames.isLive ? null : hearing),
      model,
      {
        ...{ name: 'the video', families, signal, rate: start.rate },
        ...(start.pulse ? { beside: openPulseWatch(start.rate, tell) } : {}),
        age: faces.age,
        setup: { track, parameters, clock: startStageClock() },
      },
    );
    const paced = (wanted: FrameOptions) => pace.of(frames.frames(wanted));
    // Live sound comes by itself; what went wrong with it is thrown when the frames have ended.
    const live = frames.isLive ? hearing?.end() : undefined;
    live?.catch(() => undefined);
    const bars: readonly BarPeriod[] =
      start.bar === null ? [] : [{ bar: start.bar, start: 0, end: Number.POSITIVE_INFINITY }];
    const monitor = openLiveMonitor({ parameters: monitoring, bars, start: 0 });
    for await (const frame of scored) {
      const behind = isPaced ? pace.behind() : 0;
      tell(frameMessage(frame, monitor, { behind, hasOwnColours: frames.hasOwnColours() }));
    }
    if (live) await hearing?.close();
    await (live ?? hearing?.end());
    tell({ kind: 'end' });
  } finally {
    await hearing?.close();
    await frames.close();
    await planner.close();
    await faces.close();
  }
}

/** Frames, each shown when it comes. Between two of them the worker hears what it is told: frames that are drawn wait for nothing else. */
async function* shown(
  frames: AsyncIterable<VideoFrame>,
  { show, wait, signal }: Watching,
  hearing: CryHearing | null,
): AsyncGenerator<VideoFrame, void, undefined> {
  for await (const frame of frames) {
    show(frame);
    await wait(0);
    signal.throwIfAborted();
    await hearing?.until(frame.time);
    yield frame;
  }
}

function frameMessage(
  { frame, scored, face, strainMap }: ScoredVideoFrame,
  monitor: LiveMonitor,
  more: Pick<WatchedFrame, 'behind' | 'hasOwnColours'>,
): FromWatcher {
  const { reading, ended } = monitor.push(scored);
  const { box, landmarks, score } = scored;
  const { width, height } = frame.image;
  const overlay = strainMap && face && landmarks ? strainOverlay(strainMap, face, landmarks) : null;
  return { kind: 'frame', reading, ended, score, box, overlay, width, height, ...more };
}
