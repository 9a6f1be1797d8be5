import { join } from 'node:path';
import * as Plot from '@observablehq/plot';
import { z } from 'zod';
import { chart } from '../../packages/pages/src/charts/chart.ts';
import { type Panel, standaloneDrawing } from '../../packages/pages/src/charts/standalone.ts';

/** What is varied, one at a time. */
export const MEASURES = ['rows', 'columns', 'subjects', 'threads'] as const;

const root = join(import.meta.dirname, '../..');
/** What `scaling.ts` measured, and the figure of it. */
export const SCALING_NUMBERS = join(root, 'docs/figures/protocol-scaling.json');
export const SCALING_FIGURE = join(root, 'docs/figures/protocol-scaling.svg');

/** Measured sizes of the strict protocol, with and without selection. */
export const scaling = z.object({
  date: z.string(),
  processors: z.int(),
  /** Of the machine when the last point was measured. */
  load: z.number(),
  points: z.array(
    z.object({
      measure: z.enum(MEASURES),
      workload: z.enum(['protocol', 'protocol-noselect']),
      ...{ rows: z.int(), columns: z.int(), subjects: z.int(), threads: z.int() },
      ...{ processor_seconds: z.number(), seconds: z.number(), memory_mb: z.number() },
    }),
  ),
});
type Scaling = z.infer<typeof scaling>;

const WORKLOADS = [
  { workload: 'protocol', words: 'ReliefF, five classifiers', colour: 'var(--accent)' },
  { workload: 'protocol-noselect', words: 'all columns, four classifiers', colour: 'var(--wrong)' },
] as const;

const SIZE = { width: 300, height: 220, marginLeft: 46, marginBottom: 36, marginTop: 12, marginRight: 12 };

/** The figure: processor seconds by each size and by the number of threads, and memory by rows. */
export function drawScaling({ points }: Scaling): string {
  const panels = [
    ...MEASURES.map((measure) => panelOf(points, measure, 'processor_seconds', 'Processor seconds')),
    panelOf(points, 'rows', 'memory_mb', 'Memory, MB'),
  ];
  const words = WORKLOADS.map(({ words }, i) => `${['blue', 'red'][i]}: ${words}`).join('; ');
  return standaloneDrawing(panels, `The strict protocol by the size of its table. ${words}`);
}

function panelOf(
  points: Scaling['points'],
  measure: (typeof MEASURES)[number],
  value: 'processor_seconds' | 'memory_mb',
  label: string,
): Panel {
  const own = points.filter((point) => point.measure === measure);
  const drawing = chart(
    {
      ...SIZE,
      x: { label: measure, ticks: [...new Set(own.map((point) => point[measure]))], tickFormat: String },
      y: { label, domain: [0, Math.max(...own.map((point) => point[value]))] },
      marks: [
        ...WORKLOADS.flatMap(({ workload, colour }) => {
          const line = own.filter((point) => point.workload === workload);
          return [
            Plot.line(line, { x: measure, y: value, stroke: colour, strokeWidth: 1.8 }),
            Plot.dot(line, { x: measure, y: value, fill: colour, r: 3 }),
          ];
        }),
        Plot.frame({ stroke: 'var(--line)' }),
      ],
    },
    {
      label: own
        .map((point) => `${point.workload}, ${point[measure]} ${measure}: ${point[value]}`)
        .join('; '),
      note: null,
    },
  );
  const [{ rows, columns, subjects }] = own;
  const others = { rows: `${rows} rows`, columns: `${columns} columns`, subjects: `${subjects} subjects` };
  const fixed = MEASURES.flatMap((name) => (name === measure || name === 'threads' ? [] : [others[name]]));
  return { lines: [`${label} by ${measure}`, fixed.join(', ')], chart: drawing };
}
