import { describe, expect, it } from 'vitest';
import { ACTIONS, type Actions } from '../head/actions.ts';
import { drawSubject } from '../subject/subject.ts';
import { type Clip, clipResponse, clipScene, FRAMES_PER_SECOND, planClip, segmentScores } from './clip.ts';
import { actionsAt } from './motion.ts';
import { CONTRASTS, type Contrast } from './segments.ts';

const clipsOf = (contrast: Contrast, seconds?: number): Clip[] =>
  Array.from({ length: 12 }, (_, i) => planClip(drawSubject(`S${i}`, 7), { seed: 7, contrast, seconds }));

/** The two events of a clip: the one that hurts and the other. */
function eventsOf({ segments }: Clip): { pain: number; other: number } {
  const events = segments.flatMap(({ period }, i) => (period === 'procedure' ? [i] : []));
  const pain = events.find((i) => segments[i].label === 'pain') ?? -1;
  return { pain, other: events.find((i) => i !== pain) ?? -1 };
}

/** Intensities of every frame of a part but the tremble of the chin, which goes by the clock. */
function shownIn(clip: Clip, part: number): Actions[] {
  const { onset, offset } = clipResponse(clip, part) ?? { onset: 0, offset: 0 };
  const frames = Math.floor((offset - onset) * 200);
  return Array.from({ length: frames }, (_, k) =>
    actionsAt(clip.motion, clip.segments, clip.cries, onset + k / 200),
  );
}

describe('the parts of a clip', () => {
  it.each(CONTRASTS)('have one event that hurts and one that does not (%s)', (contrast) => {
    for (const clip of clipsOf(contrast)) {
      const { pain, other } = eventsOf(clip);
      expect(clip.segments.map(({ period }) => period)).toEqual([
        'baseline',
        'procedure',
        'recovery',
        'procedure',
      ]);
      expect(clip.segments[pain].condition).toBe('pain');
      expect(clip.segments[other].label).toBe('no-pain');
      if (contrast === 'cry') expect(clip.segments[other].condition).toBe('hunger');
      expect(clip.segments[0].label).toBe(contrast === 'any' ? 'no-pain' : 'calm');
      expect(clip.seconds).toBe(34);
    }
  });

  it('are all shorter in a short clip, and lie between its frames', () => {
    for (const clip of clipsOf('any', 15)) {
      expect(clip.seconds).toBe(15);
      expect(clip.frames).toBe(15 * FRAMES_PER_SECOND);
      clip.segments.forEach(({ start, end }, i) => {
        expect(end).toBeGreaterThan(start + 2);
        expect(start).toBe(i === 0 ? 0 : clip.segments[i - 1].end);
        expect(Math.abs(start * FRAMES_PER_SECOND - Math.round(start * FRAMES_PER_SECOND))).toBeLessThan(
          1e-9,
        );
      });
    }
  });

  it.each(CONTRASTS)('know when the face answers: at rest before, moved at the apex (%s)', (contrast) => {
    for (const clip of clipsOf(contrast)) {
      clip.segments.forEach(({ period, start, end, condition }, part) => {
        const times = clipResponse(clip, part);
        if (period !== 'procedure') {
          expect(times).toBeNull();
          return;
        }
        if (!times) throw new Error('an event has times');
        expect(times.onset).toBeGreaterThan(start);
        expect(times.apex).toBeGreaterThan(times.onset);
        expect(times.offset).toBeGreaterThan(times.apex);
        expect(times.offset).toBeLessThanOrEqual(Math.min(clip.seconds, end + 0.4));
        const moved = (t: number): number => {
          const { browBulge, verticalStretch } = actionsAt(clip.motion, clip.segments, clip.cries, t);
          return browBulge + verticalStretch;
        };
        if (condition === 'pain' || condition === 'grimace' || condition === 'yawn')
          expect(moved(times.apex)).toBeGreaterThan(moved(times.onset) + 0.1);
      });
    }
  });
});

describe('a contrast of time courses', () => {
  const clips = clipsOf('time-course');

  it('shows the same face at the apex, and every intensity for as long', () => {
    for (const clip of clips) {
      const { pain, other } = eventsOf(clip);
      const [a, b] = [shownIn(clip, pain), shownIn(clip, other)];
      for (const action of ACTIONS) {
        // The chin trembles and the eye blinks by the clock.
        if (action === 'chinQuiver' || action === 'lidsOpen') continue;
        const [p, q] = [a, b].map((shown) => shown.map((actions) => actions[action]).sort((x, y) => x - y));
        for (const share of [0.1, 0.3, 0.5, 0.7, 0.9, 1]) {
          const at = (values: number[]): number => values[Math.round(share * (values.length - 1))];
          expect(Math.abs(at(p) - at(q))).toBeLessThan(0.06);
        }
      }
    }
  });

  it('differs in how fast the face moves', () => {
    for (const clip of clips) {
      const { pain, other } = eventsOf(clip);
      const travel = (part: number): number =>
        shownIn(clip, part).reduce(
          (sum, actions, k, all) => sum + (k > 0 ? Math.abs(actions.browBulge - all[k - 1].browBulge) : 0),
          0,
        );
      expect(travel(pain)).toBeGreaterThan(2 * travel(other));
    }
  });

  it('has no cry, and colour and scores that do not tell the two apart', () => {
    let [pains, others] = [0, 0];
    for (const clip of clips) {
      expect(clip.cries).toEqual([]);
      const { pain, other } = eventsOf(clip);
      const reddest = (part: number): number =>
        Math.max(
          ...Array.from(
            { length: 240 },
            (_, k) => clipScene(clip, Math.round(clip.segments[part].start * 30) + k).flush,
          ),
        );
      expect(Math.abs(reddest(pain) - reddest(other))).toBeLessThan(0.05);
      const scores = segmentScores(clip);
      pains += scores[pain].total;
      others += scores[other].total;
    }
    expect(Math.abs(pains - others) / clips.length).toBeLessThan(1);
  });
});
