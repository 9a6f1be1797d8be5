import { z } from 'zod';
import { relativeTo } from './channels.ts';
import { definePulseMethod } from './pulse-method.ts';

/**
 * The red channel alone, relative to its mean.
 *
 * @source Verkruysse, Svaasand and Nelson 2008, doi:10.1364/OE.16.021434
 */
export const red = definePulseMethod({
  id: 'red',
  version: 1,
  title: 'Red channel',
  source: 'Verkruysse, Svaasand and Nelson 2008, doi:10.1364/OE.16.021434',
  parameters: z.strictObject({}),
  extract: ({ colours }) => relativeTo(colours).red,
});
