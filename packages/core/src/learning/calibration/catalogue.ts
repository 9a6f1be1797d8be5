import { defineCatalogue } from '../../catalogue.ts';
import { beta } from './beta.ts';
import type { Calibrator } from './calibrator.ts';
import { isotonic } from './isotonic.ts';
import { platt } from './platt.ts';
import { temperature } from './temperature.ts';

/** All calibrators by id. */
export const calibrators = defineCatalogue<Calibrator>('calibrator', [platt, isotonic, beta, temperature]);
