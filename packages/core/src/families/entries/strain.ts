import { z } from 'zod';
import { WinceError } from '../../errors.ts';
import type { MethodSpecification } from '../../method.ts';
import type { Family, FamilyObserver, Observing, PlannedFamily } from '../family.ts';
import type { MomentOfStrain } from '../moment.ts';
import {
  STRAIN_CLIP_COLUMNS,
  STRAIN_FRAME_COLUMNS,
  strainClipFeatures,
  strainFrameFeatures,
} from '../strain/clip-features.ts';
import type { StrainSample } from '../strain/series.ts';
import { observeMean } from './moments-family.ts';

const ID = 'strain';
/** Rises when the strain of a clip gives other numbers. */
const VERSION = 1;

/**
 * `strain`: the strain of a clip, its quantiles, energy and peaks; `strain:frame`: the strain of its frames. See
 * `strainClipFeatures` and `strainFrameFeatures`. Parameters are set under `clips.strain`.
 */
export const strain: Family = {
  id: ID,
  version: VERSION,
  title: 'Facial strain over a clip, compared with the frame before and with the face at rest',
  source: 'Shreve et al. 2014, Automatic expression spotting in videos, Image and Vision Computing',
  unit: 'strain; compared with the frame before, strain per second; times in seconds',
  kind: 'strain',
  needs: ['face', 'frames', 'strain'],
  parameters: z.strictObject({}),
  example: ID,
  plan(specification) {
    const text = nameOf(specification);
    const columns = text === ID ? STRAIN_CLIP_COLUMNS : STRAIN_FRAME_COLUMNS;
    const identity = JSON.stringify([text, VERSION]);
    const moment = text === ID ? null : frameMoment(identity);
    return {
      record: { name: text, kind: 'strain', columns: columns.length, identity, network: null },
      columns,
      specification: text,
      needs: ['face', 'frames', 'strain'],
      moment,
      sinceReference: false,
      table: null,
      ...{ regions: [], byRegion: null },
      open: (observing) => (moment ? observeMean(moment, observing) : observeClip(observing)),
    } satisfies PlannedFamily;
  },
};

/** @throws WinceError `bad-feature` */
function nameOf(specification: MethodSpecification): string {
  const text = typeof specification === 'string' ? specification : specification.id;
  const given = typeof specification === 'string' ? 0 : Object.keys(specification).length - 1;
  if (given === 0 && (text === ID || text === `${ID}:frame`)) return text;
  throw new WinceError('bad-feature', `${JSON.stringify(specification)} is not a family of strain.`, {
    hint: 'Write strain for a clip, or strain:frame for its frames; parameters are set under `clips` in the experiment file.',
  });
}

function frameMoment(identity: string): MomentOfStrain {
  return {
    of: 'strain',
    identity,
    describe(sample) {
      const values = new Float64Array(STRAIN_FRAME_COLUMNS.length);
      strainFrameFeatures(sample, values);
      return Float32Array.from(values);
    },
  };
}

function observeClip({ clips }: Observing): FamilyObserver {
  const samples: StrainSample[] = [];
  return {
    strain(sample) {
      samples.push(sample);
    },
    forget(before) {
      const first = samples.findIndex(({ time }) => time >= before);
      samples.splice(0, first < 0 ? samples.length : first);
    },
    values() {
      const values = new Float32Array(STRAIN_CLIP_COLUMNS.length);
      const reason = strainClipFeatures(samples, clips.strain, values);
      return reason === undefined ? { values, spread: null } : { reason };
    },
  };
}
