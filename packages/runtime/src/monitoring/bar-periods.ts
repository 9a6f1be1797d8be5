import { BARS_TO_ASSESSMENT, type BarPeriod, type BarToAssessment, WinceError } from '@wince/core';

const FORM = /^\s*([a-z -]+?)\s*(?:=\s*([\d.]*)\s*-\s*([\d.]*)\s*)?$/i;

/**
 * Reads when a face cannot be assessed: `cooling`, or with seconds `deep sedation=30-90`, `eye shields=12-` (to the end).
 *
 * @throws WinceError `bad-bar` for another reason than the known ones, or for times that are none
 */
export function readBarPeriod(text: string): BarPeriod {
  const [, name, from, to] = FORM.exec(text) ?? [];
  const bar = name === undefined ? undefined : barOf(name);
  if (bar === undefined) throw refused(text, `is not a known reason why a face cannot be assessed`);
  const start = from ? Number(from) : 0;
  const end = to ? Number(to) : Number.POSITIVE_INFINITY;
  if (!(start >= 0 && end > start)) throw refused(text, 'does not have a start and a later end');
  return { bar, start, end };
}

function barOf(name: string): BarToAssessment | undefined {
  const words = name.toLowerCase().replaceAll('-', ' ').replace(/\s+/g, ' ');
  return BARS_TO_ASSESSMENT.find((bar) => bar === words);
}

function refused(text: string, what: string): WinceError {
  return new WinceError('bad-bar', `"${text}" ${what}.`, {
    hint: `Write one of ${BARS_TO_ASSESSMENT.join(', ')}, with seconds if it is not the whole recording: 'deep sedation=30-90'.`,
  });
}
