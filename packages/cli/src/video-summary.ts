import { COVERABLE_REGIONS, howMany, type MonitorReading, stateWord } from '@wince/core';
import { clockTime } from '@wince/pages';
import type { VideoPrediction } from '@wince/runtime';
import { columns } from './tables.ts';

/** The most stretches that a terminal lists. */
const MOST_STRETCHES = 30;

const ENDED = {
  recovery: 'scores fell',
  'signal lost': 'signal lost; it may have lasted longer',
  'not assessable': 'not assessable any more; it may have lasted longer',
  'end of recording': 'end of recording; it may have lasted longer',
} as const;

/** What the monitor shows at one moment, on a line. */
export function readingLine(
  { time, state, value, stale, faults, bar }: MonitorReading,
  positive: string,
): string {
  const word = stateWord(state, positive).padEnd(`no sign of ${positive}`.length);
  const score = value ? `${value.score.toFixed(3)}, ${value.age.toFixed(1)} s old` : 'no score';
  const why = bar ?? faults.at(0)?.reason;
  return `${clockTime(time).padStart(8)}  ${word}  ${score}${stale ? ', stale' : ''}${why ? `; ${why}` : ''}`;
}

/** What became of a video, for a person at a terminal. @param positive the label that the model's score rises with */
export function videoSummary({ file, video, partial }: VideoPrediction, positive: string): string {
  const { usable, scores, parameters, shown, episodes, bars } = video;
  const { method, threshold } = parameters.clipScore;
  const named = method === 'share' ? `share at ${threshold} or above` : method;
  const lost = usable.unusable.map(({ cause, seconds }) => `${cause} ${seconds.toFixed(1)} s`);
  const share = Number.isNaN(usable.share) ? 'nothing' : `${(100 * usable.share).toFixed(1)} %`;
  const lines = [
    `${file}: ${clockTime(video.end - video.start)} (minutes:seconds), ${howMany(video.frames.length, 'frame')}, ${scores.length} with a score`,
    ...(partial === null ? [] : [`partial: ${partial}`]),
    ...bars.map(
      ({ bar, start, end }) =>
        `not assessable: ${bar}, ${clockTime(start)} to ${Number.isFinite(end) ? clockTime(end) : 'the end'}`,
    ),
    `usable: ${share} of the time${lost.length > 0 ? `; not usable: ${lost.join(', ')}` : ''}`,
    scores.length === 0
      ? 'score of the whole: none'
      : `score of the whole: ${video.clipScore.toFixed(3)} (${named} of ${howMany(scores.length, 'score')})`,
    ...seenWords(scores),
    '',
    columns([
      ['from', 'to', 'state'],
      ...shown
        .slice(0, MOST_STRETCHES)
        .map(({ start, end, state }) => [clockTime(start), clockTime(end), stateWord(state, positive)]),
    ]),
    ...(shown.length > MOST_STRETCHES
      ? [`and ${shown.length - MOST_STRETCHES} more lines: --csv or --report shows all of them`]
      : []),
    '',
  ];
  if (scores.length === 0) {
    lines.push(`No frame was scored, so nothing is known about signs of ${positive}.`);
  } else if (episodes.length === 0) {
    lines.push(`No signs of ${positive} were confirmed. This does not prove that there was none.`);
  } else {
    lines.push(
      `episodes of confirmed signs of ${positive}`,
      columns([
        ['start', 'confirmed', 'end', 'peak', 'ended by'],
        ...episodes.map(({ start, confirmed, end, peak, endedBy }) => [
          ...[clockTime(start), clockTime(confirmed), clockTime(end), peak.toFixed(3), ENDED[endedBy]],
        ]),
      ]),
    );
  }
  return lines.join('\n');
}

/** How many scores rest on each region of the face, of models by region. */
function seenWords(scores: VideoPrediction['video']['scores']): readonly string[] {
  if (!scores.some(({ regions }) => regions)) return [];
  const counts = COVERABLE_REGIONS.map(
    (region) => `${region} in ${scores.filter(({ regions }) => regions?.includes(region)).length}`,
  );
  return [`seen: ${counts.join(', ')} of ${howMany(scores.length, 'score')}`];
}
