import type { GivenLabel } from '@wince/workbench';
import { expect, it } from 'vitest';
import { labelsTable } from './labels-table.ts';

function label(number: number, who: string, more: Partial<GivenLabel> = {}): GivenLabel {
  const at = `2026-01-0${number}T00:00:00.000Z`;
  const given = { sample: 'a,b.jpg', scale: 'nips', items: { face: 1, cry: null }, marks: null };
  return { number, at, who, ...given, total: null, word: null, ...more };
}

const subjects = new Map([['a,b.jpg', 's1']]);

it('each label is a row with its items, and the first one of a rater counts', () => {
  const marks = { onset: 1.5, end: null };
  const table = labelsTable(
    [label(1, 'anna'), label(2, 'anna', { items: { face: 0, cry: 2 }, total: 2, word: 'mild', marks })],
    subjects,
    null,
  );
  expect(table.split('\n')).toEqual([
    'number,at,rater,sample,subject,scale,counts,total,word,onset,end,item: face,item: cry',
    '1,2026-01-01T00:00:00.000Z,anna,"a,b.jpg",s1,nips,yes,"","","","",1,""',
    '2,2026-01-02T00:00:00.000Z,anna,"a,b.jpg",s1,nips,no,2,mild,1.5,"",0,2',
    '',
  ]);
});

it('formulas in spreadsheets (CWE-1236): a name that begins as one is text', () => {
  const table = labelsTable(
    [label(1, '=HYPERLINK("http://evil.example")', { sample: '@sum' })],
    subjects,
    null,
  );
  expect(table).toContain(`"'=HYPERLINK(""http://evil.example"")",'@sum,`);
});

it('with a key nobody is named', () => {
  const table = labelsTable([label(1, 'anna'), label(2, 'ben')], subjects, new Uint8Array(32));
  expect(table).not.toMatch(/anna|ben|a,b|s1/);
  expect(table).toMatch(
    /,rater-[0-9a-f]{12},subject-[0-9a-f]{12}\/recording-[0-9a-f]{12},subject-[0-9a-f]{12},/,
  );
});
