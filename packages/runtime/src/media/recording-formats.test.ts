import { errorCodes } from '@wince/core';
import { expect, test } from 'vitest';
import { readPage, tableUnder } from '../../../../tests/markdown.ts';
import { recordingFormats } from './recording-formats.ts';

test('the guide lists every format with its endings, and what to do with those that are not read', async () => {
  const page = await readPage('docs/guide/datasets.md');
  const listed = tableUnder(page, 'Which files are read');
  expect(listed).toEqual(
    recordingFormats.map(({ name, medium, endings, instead }) => [
      name,
      medium,
      endings.map((ending) => `\`${ending}\``).join(' '),
      instead ?? 'read',
    ]),
  );
});

test('no ending belongs to two formats', () => {
  const endings = recordingFormats.flatMap((format) => format.endings);
  expect(new Set(endings).size).toBe(endings.length);
});

test('the table of errors names every picture that is read', () => {
  const read = recordingFormats.filter(({ medium, instead }) => medium === 'picture' && instead === null);
  for (const { name } of read) expect(errorCodes['not-a-picture'].whatToDo).toContain(name);
});
