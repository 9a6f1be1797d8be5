import type { MonitorParameters } from '@wince/core';
import { KEPT_SECONDS, type WatchedCourse } from './course.ts';

const WIDTH = 720;
const HEIGHT = 150;
const EDGE = { left: 30, right: 8, top: 14, bottom: 22 } as const;

/** Scores of the last two minutes, with the episodes behind them. The table beside it says the same in numbers. */
export function Timeline({
  course,
  now,
  parameters,
  onsets,
}: {
  readonly course: WatchedCourse;
  readonly now: number;
  readonly parameters: MonitorParameters;
  readonly onsets: readonly number[];
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
  const last = points.at(-1);
  const words = last
    ? `Scores from ${from.toFixed(0)} to ${now.toFixed(0)} seconds; the last is ${last.score.toFixed(2)}. ${spans.length} alarms.`
    : 'No score yet.';
  return (
    <svg className="course" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={words}>
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
      <text x={EDGE.left} y={HEIGHT - 5}>
        {from.toFixed(0)} s
      </text>
      <text x={WIDTH - EDGE.right} y={HEIGHT - 5} textAnchor="end">
        {to.toFixed(0)} s
      </text>
    </svg>
  );
}
