import * as Plot from '@observablehq/plot';
import type { StressCurve } from '@wince/core';
import { chart } from '../charts/chart.ts';
import { unit } from '../formats/numbers.ts';
import type { Markup } from '../html/html.ts';

interface Point {
  readonly level: number;
  readonly auc: number;
  readonly low: number;
  readonly high: number;
}

/** AUC with its interval, and the share of rows with a score, by the level of one degradation. */
export function stressChart({ kind, points }: StressCurve, note: string | null): Markup {
  const curve = points.flatMap(({ level, auc, ci95 }): Point[] =>
    auc === null ? [] : [{ level, auc, low: ci95.auc?.[0] ?? auc, high: ci95.auc?.[1] ?? auc }],
  );
  const answered = points.map(({ level, answered: own, rows }) => ({
    level,
    share: rows === 0 ? 0 : own / rows,
  }));
  const words = points.map(
    ({ level, auc, answered: own, rows }) =>
      `at ${level} ${unit(auc) ?? 'not defined'}, ${own} of ${rows} with a score`,
  );
  return chart(
    {
      width: 250,
      height: 220,
      ...{ marginLeft: 40, marginBottom: 36, marginTop: note === null ? 12 : 24, marginRight: 12 },
      x: { label: 'Level', ticks: 5 },
      y: { label: 'AUC', domain: [0, 1], ticks: 5 },
      marks: [
        Plot.ruleY([0.5], { stroke: 'var(--soft)', strokeDasharray: '3,3' }),
        Plot.line(answered, { x: 'level', y: 'share', stroke: 'var(--right)', strokeWidth: 1.5 }),
        Plot.areaY(curve, {
          x: 'level',
          y1: 'low',
          y2: 'high',
          fill: 'var(--accent-soft)',
          fillOpacity: 0.7,
        }),
        Plot.line(curve, { x: 'level', y: 'auc', stroke: 'var(--accent)', strokeWidth: 1.8 }),
        Plot.dot(curve, { x: 'level', y: 'auc', fill: 'var(--accent)', r: 3 }),
        Plot.frame({ stroke: 'var(--line)' }),
      ],
    },
    { label: `AUC under ${kind}: ${words.join('; ')}.`, note },
  );
}
