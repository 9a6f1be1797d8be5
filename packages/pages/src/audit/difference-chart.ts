import * as Plot from '@observablehq/plot';
import { type AuditedCell, auditProtocol, estimateWords } from '@wince/core';
import { chart } from '../charts/chart.ts';
import type { Markup } from '../html/html.ts';

interface Bar {
  readonly name: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** The signed differences of a cell's AUC from that of the strict protocol, with their intervals. */
export function differenceChart({ cell, leaks }: AuditedCell, width: number, note: string | null): Markup {
  const bars = leaks.flatMap(({ protocol, difference }): Bar[] => {
    const { value, ci95 } = difference?.auc ?? { value: null, ci95: null };
    const { letter, title } = auditProtocol(protocol);
    return value === null || ci95 === null
      ? []
      : [{ name: `(${letter}) ${title}`, value, low: ci95[0], high: ci95[1] }];
  });
  const words = leaks.map(({ protocol, difference }) => {
    const value = difference ? estimateWords(difference.auc, true) : 'no value';
    return `${auditProtocol(protocol).title} ${value}`;
  });
  const narrow = width < 500;
  return chart(
    {
      width,
      height: 60 + 26 * bars.length,
      marginLeft: narrow ? 40 : 290,
      marginRight: 16,
      marginBottom: 36,
      x: { label: 'AUC less that of the strict protocol', ticks: narrow ? 4 : 8, zero: true, nice: true },
      y: { label: null, domain: bars.map(({ name }) => (narrow ? name.slice(0, 3) : name)) },
      marks: [
        Plot.ruleX([0], { stroke: 'var(--soft)', strokeDasharray: '3,3' }),
        Plot.ruleY(bars, {
          ...{ y: ({ name }: Bar) => (narrow ? name.slice(0, 3) : name), x1: 'low', x2: 'high' },
          ...{ stroke: 'var(--accent)', strokeWidth: 2 },
        }),
        Plot.dot(bars, {
          ...{
            y: ({ name }: Bar) => (narrow ? name.slice(0, 3) : name),
            x: 'value',
            r: 4,
            fill: 'var(--accent)',
          },
        }),
      ],
    },
    { label: `Differences of AUC of ${cell} from the strict protocol: ${words.join('; ')}.`, note },
  );
}
