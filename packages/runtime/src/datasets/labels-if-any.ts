import { labelOf, WinceError } from '@wince/core';
import type { Dataset } from './dataset.ts';

/** The label of a row; empty where it has none, or has a score that is not one, which is a finding of its own. */
export function labelIfAny(description: Dataset['description'], sample: Dataset['samples'][number]): string {
  try {
    return labelOf(description, sample).label;
  } catch (error) {
    if (error instanceof WinceError) return '';
    throw error;
  }
}
