import type { MonitorStateName } from '@wince/core';

/**
 * How a state looks: a colour that people with any colour vision tell apart (after Okabe and Ito 2008), and a sign, for
 * colour alone says nothing to some and in print.
 */
export interface StateLook {
  readonly colour: string;
  /** Ink that is read on the colour: contrast of 4.5 or more. */
  readonly ink: string;
  /** A letter or two that stand for the state where its words find no room. */
  readonly sign: string;
}

/** How each state looks: two colours that contrast, and a letter, so that colour is never alone. */
export const STATE_LOOKS: Readonly<Record<MonitorStateName, StateLook>> = {
  'no sign of pain': { colour: '#9ecae9', ink: '#10202e', sign: 'N' },
  rising: { colour: '#f0b840', ink: '#2a1d00', sign: 'R' },
  'signs of pain': { colour: '#b8380a', ink: '#ffffff', sign: 'S' },
  uncertain: { colour: '#c9a3bd', ink: '#2a1020', sign: 'U' },
  'cannot tell': { colour: '#7d6b91', ink: '#ffffff', sign: '?' },
  'not scored yet': { colour: '#eceef0', ink: '#2b2f33', sign: '·' },
  'no signal': { colour: '#d5d8db', ink: '#2b2f33', sign: '-' },
  'not assessable': { colour: '#4a4f55', ink: '#ffffff', sign: 'X' },
};
