import { z } from 'zod';
import { relativeTo } from './channels.ts';
import { definePulseMethod } from './pulse-method.ts';

/**
 * The green channel alone, relative to its mean.
 *
 * @source Verkruysse, Svaasand and Nelson 2008, doi:10.1364/OE.16.021434
 */
export const green = definePulseMethod({
  id: 'green',
  version: 1,
  title: 'Green channel',
  source: 'Verkruysse, Svaasand and Nelson 2008, doi:10.1364/OE.16.021434',
  parameters: z.strictObject({}),
  extract: ({ colours }) => relativeTo(colours).green,
});
