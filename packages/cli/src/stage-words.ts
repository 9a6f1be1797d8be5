import type { WorkStage } from '@wince/core';

/** What a person reads while a stage goes on. */
const WORDS: Readonly<Record<WorkStage, string>> = {
  'draw-cohort': 'drawing neonates',
  'read-recordings': 'reading faces',
  'fit-cells': 'fitting cells',
  'fit-treatments': 'fitting with the middle band',
  'fit-permutations': 'fitting with permuted labels',
  'monitor-recordings': 'monitoring recordings',
  'audit-cells': 'fitting cells under protocols that leak',
  'audit-pictures': 'looking at backgrounds',
  'audit-controls': 'fitting controls',
  'audit-identity': 'probing whether features identify subjects',
  'compute-metrics': 'computing metrics',
  'write-report': 'writing the report',
  'fit-model': 'fitting the cell',
  explain: 'explaining scores',
  'score-video': 'seconds',
};

/** A stage in words. @param of the file that it is about, where it is about one */
export function stageWords(stage: WorkStage, of?: string): string {
  return of === undefined ? WORDS[stage] : `${WORDS[stage]} of ${of}`;
}
