import { defineCatalogue } from '../../catalogue.ts';
import { blue } from './blue.ts';
import { chrom } from './chrom.ts';
import { green } from './green.ts';
import { lgi } from './lgi.ts';
import { pbv } from './pbv.ts';
import { pos } from './pos.ts';
import type { PulseMethod } from './pulse-method.ts';
import { red } from './red.ts';

/** All methods by id. */
export const pulseMethods = defineCatalogue<PulseMethod>('pulse method', [
  red,
  green,
  blue,
  chrom,
  pos,
  pbv,
  lgi,
]);
