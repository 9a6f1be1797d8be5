import { z } from 'zod';
import { defineCatalogue } from '../../catalogue.ts';
import { WinceError } from '../../errors.ts';
import { type MethodSpecification, parseMethod } from '../../method.ts';
import { parsePulseBand } from '../../pulse/band.ts';
import type { Family, FamilyObserver, PlannedFamily } from '../family.ts';
import type { FamilyKind } from '../family-record.ts';
import { observeFace } from './observed-face.ts';
import { pulseColumns, pulseFeatures } from './pulse-features.ts';

const ID = 'pulse';
/** Rises when the pulse of a clip gives other numbers. */
const VERSION = 2;

const parameters = z.strictObject({
  /** Where the pulse is sought: `neonate`, `adult`, or two frequencies in hertz as `1.2-4`. */
  band: z.string().default('neonate'),
});

/** What is written behind `pulse:`, and what it measures. The three last are controls: no pulse is in them. */
const VARIANTS = {
  pulse: { source: 'skin', kind: 'pulse', sinceReference: false },
  'pulse:change': { source: 'skin', kind: 'pulse', sinceReference: true },
  'pulse:background': { source: 'background', kind: 'pulse', sinceReference: false },
  'pulse:band-removed': { source: 'band-removed', kind: 'pulse', sinceReference: false },
  'pulse:motion': { source: 'motion', kind: 'movement', sinceReference: false },
} as const satisfies Readonly<
  Record<string, { readonly source: string; readonly kind: FamilyKind; readonly sinceReference: boolean }>
>;
type Variant = keyof typeof VARIANTS;

const variants = defineCatalogue(
  'feature',
  Object.keys(VARIANTS).map((id) => ({ id, version: VERSION, parameters })),
);

/**
 * `pulse`: the pulse in the colour of skin over a clip, for each channel and for the fittest signal; see `pulseFeatures`.
 * `pulse:change`: less what is usual for the subject. Controls that have no pulse, measured alike: `pulse:background`, a patch that is not the
 * face; `pulse:band-removed`, skin without all that lies in the band; `pulse:motion`, the movement of the head alone.
 */
export const pulse: Family = {
  id: ID,
  version: VERSION,
  title: 'Pulse in the colour of skin, and its controls',
  source: 'after arXiv 2604.25680; doi:10.1109/TBME.2013.2266196 (quality), own measures',
  unit: 'beats per minute, decibel, hertz and shares, as the columns name them',
  kind: 'pulse',
  needs: ['face', 'frames', 'every-frame', 'strain'],
  parameters,
  example: ID,
  plan(specification) {
    const variant = variantOf(specification);
    const call = parseMethod(variants, specification);
    const band = parsePulseBand(parameters.parse(call.parameters).band);
    const { source, kind, sinceReference } = VARIANTS[variant];
    const columns = pulseColumns(variant);
    const identity = JSON.stringify([variant, VERSION, call.parameters]);
    return {
      record: { name: call.name, kind, columns: columns.length, identity, network: null },
      ...{ columns, specification, sinceReference },
      needs: ['face', 'frames', 'every-frame', 'strain'],
      ...{ moment: null, table: null, regions: [], byRegion: null },
      open(): FamilyObserver {
        const { traces, ...observer } = observeFace();
        return {
          ...observer,
          values() {
            const values = pulseFeatures(traces(), { source, band });
            return 'reason' in values ? values : { values, spread: null };
          },
        };
      },
    } satisfies PlannedFamily;
  },
};

/** @throws WinceError `bad-feature` */
function variantOf(specification: MethodSpecification): Variant {
  const text = typeof specification === 'string' ? specification : specification.id;
  const [name] = text.split('?');
  const found = (Object.keys(VARIANTS) as Variant[]).find((variant) => variant === name);
  if (found) return found;
  throw new WinceError('bad-feature', `"${text}" is not a family of the pulse.`, {
    hint: `Write one of ${Object.keys(VARIANTS).join(', ')}; write the band after a question mark: pulse?band=1.2-4.`,
  });
}
