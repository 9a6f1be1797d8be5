import { stateWord, whyNoScore } from '@wince/core';
import { STATE_LOOKS } from '@wince/pages';
import { useEffect, useState } from 'react';
import type { ModelEntry, RefusedAnswer } from '../forms/forms.ts';
import type { MonitorEventForm } from '../forms/watch-forms.ts';
import { Nothing, Problem, Waiting } from '../parts/notices.tsx';
import { refusalOf, tell, useAnswer } from '../server.ts';
import type { NetworkDevice } from '../watch/device.ts';
import type { StartWatching, WatchedFrame, WatchedPulse } from '../watch/messages.ts';
import { useCamera } from './monitor/camera.ts';
import { rangeOf, signalOf } from './monitor/course.ts';
import { CryReadings, CryTable } from './monitor/cry.tsx';
import { EpisodesAndLog } from './monitor/episodes.tsx';
import { useMicrophone } from './monitor/microphone.ts';
import { type Chosen, SourceForm } from './monitor/source-form.tsx';
import { Timeline } from './monitor/timeline.tsx';
import { useView } from './monitor/view.tsx';
import { useWatcher, type Watched } from './monitor/watcher.ts';

/** Seconds over which the range of scores is shown. */
const RANGE_SECONDS = 10;

/** A camera, a video file or a drawn neonate, watched with a model in this page: no frame leaves it. */
export function MonitorPlace({ who }: { readonly who: string }) {
  const { answer: models, refusal } = useAnswer<readonly ModelEntry[]>('/api/models');
  if (refusal) return <Problem refusal={refusal} />;
  if (!models) return <Waiting what="models" />;
  const usable = models.filter(({ card }) => card !== null);
  if (usable.length === 0) {
    return (
      <Nothing title="There is no model in this project yet.">
        <p>
          A monitor needs one. <code>wince train</code> fits one cell of an experiment and writes it as a{' '}
          <code>.wince</code> file.
        </p>
      </Nothing>
    );
  }
  return <Monitor who={who === '' ? 'nobody named' : who} models={usable} />;
}

function Monitor({ who, models }: { readonly who: string; readonly models: readonly ModelEntry[] }) {
  const { canvas, show, see } = useView();
  const { watched, begin, stop, send, sendSound, tellNoSound } = useWatcher(show);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [failure, setFailure] = useState<RefusedAnswer | null>(null);
  const [acknowledged, setAcknowledged] = useState<readonly { at: number; who: string }[]>([]);
  const { frame, course, state, model } = watched;
  const isOn = state === 'opening' || state === 'watching';
  const video = useCamera(isOn && chosen?.source.kind === 'camera', chosen?.rate ?? 15, send, (why) => {
    stop();
    setFailure({
      code: null,
      message: `The browser gives no camera: ${why}.`,
      hint: 'Allow the camera for this page, and check that no other program uses it.',
    });
  });
  const hears = chosen?.cry ?? false;
  useMicrophone(isOn && hears && chosen?.source.kind === 'camera', sendSound, tellNoSound);
  useEffect(() => {
    if (frame) see(frame);
  }, [frame, see]);
  const note = (event: MonitorEventForm['event'], at: number) => {
    if (!chosen) return;
    tell('/api/watch/events', { who, model: chosen.model, event, at: Math.max(0, at) }).catch(
      (error: unknown) => setFailure(refusalOf(error)),
    );
  };
  const { alarm } = course;
  const ended = course.episodes.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: an alarm is noted once, when it comes
  useEffect(() => {
    if (alarm !== null) note('alarm', alarm);
  }, [alarm]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: an end is noted once, when it comes
  useEffect(() => {
    const last = course.episodes.at(-1);
    if (last) note('alarm ended', last.end);
  }, [ended]);
  const isAcknowledged = alarm !== null && acknowledged.some(({ at }) => at >= alarm);
  return (
    <>
      <SourceForm
        models={models}
        isOn={isOn}
        onStart={(next) => {
          setChosen(next);
          setFailure(null);
          setAcknowledged([]);
          begin(startOf(next));
        }}
        onStop={() => {
          stop();
          if (frame) note('watching ended', frame.reading.time);
        }}
      />
      {failure && <Problem refusal={failure} />}
      {watched.refusal && <Problem refusal={watched.refusal} />}
      <video ref={video} hidden muted playsInline />
      <div className="beside monitor">
        <div>
          <canvas
            ref={canvas}
            className="large"
            hidden={state === 'nothing'}
            width="320"
            height="240"
            role="img"
            aria-label={viewWords(frame)}
          />
          <p className="soft">
            Frames stay in this page: they are neither sent nor kept. Colours over the face are strain since
            rest.
          </p>
        </div>
        <div>
          {alarm !== null && (
            <div className="alarm" role="alert">
              <p>
                <strong>Alarm: signs of {model?.positive ?? 'pain'}</strong> since {alarm.toFixed(1)} s
              </p>
              {isAcknowledged ? (
                <p>Acknowledged by {acknowledged.at(-1)?.who}.</p>
              ) : (
                <button
                  type="button"
                  className="main"
                  onClick={() => {
                    const at = frame?.reading.time ?? alarm;
                    setAcknowledged((before) => [...before, { at, who }]);
                    note('acknowledged', at);
                  }}
                >
                  Acknowledge
                </button>
              )}
            </div>
          )}
          <Now watched={watched} hasPulse={chosen?.pulse ?? false} />
          {hears && state !== 'nothing' && <CryReadings cry={watched.cry} />}
        </div>
      </div>
      {model && frame && (
        <Timeline
          course={course}
          now={frame.reading.time}
          parameters={model.parameters}
          onsets={watched.onsets}
          breaths={watched.cry?.breaths ?? []}
        />
      )}
      {model && <EpisodesAndLog course={course} acknowledged={acknowledged} />}
      {model && hears && <CryTable breaths={watched.cry?.breaths ?? []} />}
    </>
  );
}

function startOf(chosen: Chosen): StartWatching {
  return { kind: 'start', ...chosen, bar: null };
}

function viewWords(frame: WatchedFrame | null): string {
  if (!frame) return 'No picture yet';
  return frame.box
    ? 'The picture, with a box around the face and its strain'
    : 'The picture: there is no face in it';
}

/** State, score, signal: what somebody sees from the door. */
function Now({
  watched: { state, model, device, frame, course, pulse },
  hasPulse,
}: {
  readonly watched: Watched;
  readonly hasPulse: boolean;
}) {
  if (state === 'opening') return <Waiting what="the model and its networks" />;
  if (!frame || !model) {
    return (
      <p className="soft">
        {state === 'watching'
          ? `Waiting for the face at rest … ${device ? `Networks ${deviceWords(device)}.` : ''}`
          : 'Nothing is watched. Choose a model and what to watch, then press “Watch”.'}
      </p>
    );
  }
  const { reading, behind } = frame;
  const look = STATE_LOOKS[reading.state];
  const range = rangeOf(course.scores, reading.time, RANGE_SECONDS);
  const why = whyNoScore(reading, model.parameters.leastConfidence);
  const signal = signalOf(reading);
  return (
    <>
      <p className="state" data-state={reading.state} role="status">
        <span className="sign" aria-hidden="true" style={{ background: look.colour, color: look.ink }}>
          {look.sign}
        </span>{' '}
        {stateWord(reading.state, model.positive)}
      </p>
      <dl className="readings">
        <dt>Score, 0 to 1</dt>
        <dd className="score">
          {reading.value ? reading.value.score.toFixed(2) : 'none'}
          {reading.value && range && (
            <span className="soft">
              {' '}
              [{range[0].toFixed(2)}, {range[1].toFixed(2)}] lowest and highest of the last {RANGE_SECONDS} s
            </span>
          )}
        </dd>
        <dt>Age of the score</dt>
        <dd>{reading.value ? `${reading.value.age.toFixed(1)} s` : 'none'}</dd>
        <dt>Signal</dt>
        <dd data-signal={signal}>
          {signal}
          {why !== null && <span className="soft">: {why}</span>}
        </dd>
        <dt>Strain since rest</dt>
        <dd>{reading.strain?.baseline == null ? 'none' : reading.strain.baseline.toFixed(3)}</dd>
        {hasPulse && (
          <>
            <dt>Pulse, last 10 s</dt>
            <dd className="pulse">{pulseWords(pulse)}</dd>
          </>
        )}
        <dt>Time</dt>
        <dd>
          {reading.time.toFixed(1)} s, {course.rate.last} frames a second
          {behind > 1 && <strong>, {behind.toFixed(1)} s behind: this machine is too slow</strong>}
        </dd>
      </dl>
      <p className="soft">
        {model.cell}, wince {model.version}, {model.threads === 1 ? 'one thread' : `${model.threads} threads`}
        , {device && `networks ${deviceWords(device)}`}, colours{' '}
        {frame.hasOwnColours ? 'as on the command line' : 'of the browser, up to 2 of 255 off'}.
        {model.synthetic && <strong> Trained on synthetic faces: it shows nothing about a neonate.</strong>}
      </p>
      <p className="code soft">Model SHA-256 {model.sha256}</p>
    </>
  );
}

/** What runs networks, and why it is not the graphics card where it is not. */
function deviceWords({ kind, why }: NetworkDevice): string {
  return why === null ? `on the ${kind}` : `on the ${kind}: ${why}`;
}

/** The pulse with its unit, or why there is none. */
function pulseWords(pulse: WatchedPulse | null): string {
  if (!pulse) return 'needs 10 s of skin that is seen';
  if (pulse.value === null) return `none: ${pulse.reason ?? 'there is no signal'}`;
  return `${pulse.value.toFixed(0)} beats a minute, confidence ${pulse.confidence.toFixed(2)}, at ${pulse.time.toFixed(0)} s`;
}
