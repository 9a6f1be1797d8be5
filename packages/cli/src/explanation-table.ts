import { type ExplanationDocument, relianceWords } from '@wince/core';
import { columns } from './tables.ts';

/** An explanation as tables of text. */
export function explanationTable({ rows, summary, notes, methods }: ExplanationDocument): string {
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  const maps = methods.filter((method) => method !== 'contributions');
  const ofRow = (row: ExplanationDocument['rows'][number]) =>
    maps.map((method) => {
      const map = row.maps.find((own) => own.method === method);
      const largest = map?.regions.find(({ region }) => region === map.largest);
      return largest ? `${largest.region} ${percent(largest.share)}` : '';
    });
  const strongest = ({ contributions }: ExplanationDocument['rows'][number]) => {
    const [first] = contributions?.columns ?? [];
    return first
      ? `${first.column} (${first.contribution > 0 ? '+' : ''}${first.contribution.toPrecision(2)})`
      : '';
  };
  const hasColumns = methods.includes('contributions');
  return [
    columns([
      ['row', 'decision', 'score', ...maps, ...(hasColumns ? ['strongest column'] : [])],
      ...rows.map((row) => [
        ...[row.name, row.decision ?? row.reason ?? '', row.score?.toFixed(3) ?? '', ...ofRow(row)],
        ...(hasColumns ? [strongest(row)] : []),
      ]),
    ]),
    ...summary.map(
      ({ method, decision, subjects, regions, checks }) =>
        `${method}, decided as ${decision}, over ${subjects} ${subjects === 1 ? 'subject' : 'subjects'}: ${[
          ...regions,
        ]
          .sort((a, b) => b.share - a.share)
          .map(({ region, share }) => `${region} ${percent(share)}`)
          .join(', ')}${checks ? `; ${relianceWords(checks)}` : ''}`,
    ),
    notes.join('\n'),
  ].join('\n\n');
}
