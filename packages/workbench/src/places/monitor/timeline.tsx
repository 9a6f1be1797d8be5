import type { CryBreath, MonitorParameters } from '@wince/core';
import { KEPT_SECONDS, type WatchedCourse } from './course.ts';

const WIDTH = 720;
const HEIGHT = 150;
/** Of the stripes at the bottom that show breaths of a cry. */
const CRY_HEIGHT = 8;
const EDGE = { left: 30, right: 8, top: 14, bottom: 22 } as const;

/** Scores of the last two minutes, with the episodes behind them. The table beside it says the same in numbers. */
export function Timeline({
  course,
  now,
  parameters,
  onsets,
  breaths,
}: {
  readonly course: WatchedCourse;
  readonly now: number;
  readonly parameters: MonitorParameters;
  readonly onsets: readonly number[];
  /** Of a cry. */
  readonly breaths: readonly CryBreath[];
}) {
  const from = Math.max(0, now - KEPT_SECONDS);
  const to = Math.max(from + 30, now);
  const x = (time: number) =>
    EDGE.left + ((Math.max(from, time) - from) / (to - from)) * (WIDTH - EDGE.left - EDGE.right);
  const y = (score: number) => EDGE.top + (1 - score) * (HEIGHT - EDGE.top - EDGE.bottom);
  const spans = [
    ...course.episodes.map(({ confirmed, end }) => [confirmed, end] as const),
    ...(course.alarm === null ? [] : [[course.alarm, now] as const]),
  ].filter(([, end]) => end > from);
  const points = course.scores.filter(({ time }) => time >= from);
  const marks = onsets.filter((time) => time >= from && time <= now);
  const cries = breaths.filter(({ end, kind }) => kind === 'expiration' && end > from);
  const last = points.at(-1);
  const words = last
    ? `Scores from ${from.toFixed(0)} to ${now.toFixed(0)} seconds; the last is ${last.score.toFixed(2)}. ${spans.length} alarms.`
    : 'No score yet.';
  const cryWords = cries.length === 0 ? '' : ` ${cries.length} breaths of a cry.`;
  return (
    <svg className="course" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={words + cryWords}>
      {spans.map(([start, end]) => (
        <rect
          key={start}
          className="episode"
          x={x(start)}
          y={EDGE.top}
          width={Math.max(2, x(end) - x(start))}
          height={HEIGHT - EDGE.top - EDGE.bottom}
        />
      ))}
      {[0, parameters.off, parameters.on, 1].map((level) => (
        <g key={level}>
          <line className="level" x1={EDGE.left} x2={WIDTH - EDGE.right} y1={y(level)} y2={y(level)} />
          <text x={EDGE.left - 4} y={y(level) + 4} textAnchor="end">
            {level}
          </text>
        </g>
      ))}
      {marks.map((time) => (
        <g key={time}>
          <line className="onset" x1={x(time)} x2={x(time)} y1={EDGE.top} y2={HEIGHT - EDGE.bottom} />
          <text x={x(time)} y={EDGE.top - 3} textAnchor="middle">
            true onset
          </text>
        </g>
      ))}
      <polyline
        className="score"
        points={points.map(({ time, score }) => `${x(time)},${y(score)}`).join(' ')}
      />
      {points.map(({ time, score }) => (
        <circle key={time} className="score" cx={x(time)} cy={y(score)} r="2.5" />
      ))}
      {cries.map(({ start, end }) => (
        <rect
          key={`cry ${start}`}
          className="cry"
          x={x(start)}
          y={HEIGHT - EDGE.bottom - CRY_HEIGHT}
          width={Math.max(2, x(end) - x(start))}
          height={CRY_HEIGHT}
        />
      ))}
      {cries.length > 0 && (
        <text x={x(cries[0].start)} y={HEIGHT - EDGE.bottom - CRY_HEIGHT - 3}>
          cry
        </text>
      )}
      <text x={EDGE.left} y={HEIGHT - 5}>
        {from.toFixed(0)} s
      </text>
      <text x={WIDTH - EDGE.right} y={HEIGHT - 5} textAnchor="end">
        {to.toFixed(0)} s
      </text>
    </svg>
  );
}
