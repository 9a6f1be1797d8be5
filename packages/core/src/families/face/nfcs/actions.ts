import type { ActionRegionName } from './regions.ts';

/** An action that is read from pixels, in one region each: what another part of the face does cannot pass for it. */
export interface MeasuredAction {
  readonly name: string;
  readonly region: ActionRegionName;
}

/** The actions, in the order of the columns. */
export const MEASURED_ACTIONS = [
  { name: 'brow-bulge', region: 'brow' },
  { name: 'brow-lowering', region: 'brow' },
  { name: 'eye-squeeze', region: 'eyes' },
  { name: 'nasolabial-furrow', region: 'furrow' },
  { name: 'mouth-opening', region: 'mouth' },
  { name: 'mouth-stretch-vertical', region: 'mouth' },
  { name: 'mouth-stretch-horizontal', region: 'lips' },
] as const satisfies readonly MeasuredAction[];
