import { z } from 'zod';
import { relativeTo } from './channels.ts';
import { definePulseMethod } from './pulse-method.ts';

/**
 * The blue channel alone, relative to its mean.
 *
 * @source Verkruysse, Svaasand and Nelson 2008, doi:10.1364/OE.16.021434
 */
export const blue = definePulseMethod({
  id: 'blue',
  version: 1,
  title: 'Blue channel',
  source: 'Verkruysse, Svaasand and Nelson 2008, doi:10.1364/OE.16.021434',
  parameters: z.strictObject({}),
  extract: ({ colours }) => relativeTo(colours).blue,
});
