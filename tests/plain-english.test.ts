import { glob, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/** Nurses and researchers read the texts of the program as a third language: each is plain at the first reading. */

const root = fileURLToPath(new URL('..', import.meta.url));

/** What is not plain, as it stands in a text whose inserted values are `…`, and what to write. */
const NOT_PLAIN: readonly (readonly [RegExp, string])[] = [
  [/(?<!\bthere )\b(?:is|are) no (?!longer\b)/i, 'write "is not a"'],
  [/\bno whole\b/i, 'write "damaged or incomplete"'],
  [/\bcount(?:s|ed)? nowhere\b/i, 'write "is not part of any metric"'],
  [/\bmend(?:s|ed|ing)?\b/i, 'write "correct" or "fix"'],
  [/\basked\b/i, 'write "needed"'],
  [/(?<!\byou )\bwants?\b/i, 'write "needs"'],
  [/\bflatter/i, 'write "too good" or "too optimistic"'],
  [/\b(?:lie|lies|lay|lying)\b/i, 'write "is in" or "is at"'],
  [/\b(?:stand|stands|stood)\b(?! for\b)/i, 'write "is in", "appears" or "is"'],
  [/\b(?:says?|said|saying)\b/i, 'write "shows", "states" or "means"'],
  [/\bspeaks? of\b/i, 'write "describes"'],
  [/\b(?:tell|tells|telling|told)\b(?:[^.;:]{1,40})\bapart\b/i, 'write "distinguishes" or "separates"'],
  [/\bout of reach\b|\bsee to\b/i, 'write what was not done, and what the reader must do'],
  [/\b(?:nobody|somebody|whoever)\b/i, 'name who does it'],
  [
    /\b(?:surest|askew|anew|shall|whereby|beforehand|nearly alike|looked for|taken up)\b/i,
    'use a common word',
  ],
  [/\bOf (?:\S+ ){1,3}(?:would|will|is|are|was|were)\b/, 'begin with the subject of the sentence'],
  [/\bNot (?:shown|listed|scored|used) (?:is|are|was|were)\b/i, 'begin with the subject of the sentence'],
  [/\bSo (?:say|says|do|does|did)\b/, 'begin with the subject of the sentence'],
  [/\b(?:has|have|does|do|is|are) not$/i, 'finish the sentence'],
];

describe('the texts of the program', () => {
  it('are in plain English', async () => {
    const found: string[] = [];
    let texts = 0;
    for await (const path of glob('packages/*/src/**/*.ts', { cwd: root })) {
      if (/\.(?:test|fixture|cases)\.ts$|\/(?:fixtures|goldens)\//.test(path)) continue;
      for (const { line, text } of textsOf(await readFile(`${root}${path}`, 'utf8'))) {
        texts++;
        for (const fault of faultsOf(text)) found.push(`${path}:${line}: ${fault}: ${text}`);
      }
    }
    expect(texts).toBeGreaterThan(2000);
    expect(found).toEqual([]);
  });

  it('are found in strings and templates, not in comments, names and imports', () => {
    const source = `
      // The file wants no reader.
      import { mended } from './is no module.ts';
      type Word = 'is no word';
      const single = 'one thing';
      const word = 'mended';
      const template = \`Of \${subject} would be \${'removed now'}\`;
      const plain = \`two
        lines\`;
    `;
    expect(textsOf(source)).toEqual([
      { line: 5, text: 'one thing' },
      { line: 7, text: 'Of … would be …' },
      { line: 7, text: 'removed now' },
      { line: 8, text: 'two lines' },
    ]);
  });
});

describe('a text', () => {
  it.each([
    'The run lies in run',
    'sharpness: 0.02, at least 25 % asked',
    'intervals want 20',
    'Feature sets stand down, classifiers across',
    'the middle band counts nowhere',
    'model.wince is no whole .wince model',
    'model.wince is no .wince model',
    'Out of reach, for you to see to:',
    'Errors must be mended before you go on',
    'Mend the value, or remove the row.',
    'Nothing was removed. Of S04 would be removed:',
    'faces in pain are harder to find, and leaving them out flatters',
    'no column tells the labels apart',
    'The neonates are few, and dataset.yaml says so',
    'it has the layer, and the network has not',
    'Nobody is known to publish a network',
    'The surest box scored 0.4',
    'So say the authors of the network',
    'Not shown are 3 rows',
    'what it shall be called',
  ])('is not plain: %s', (text) => {
    expect(faultsOf(text)).not.toEqual([]);
  });

  it.each([
    'Results are in run. Open run/report.html to read them.',
    'the face is usable for 20 % of the clip, at least 25 % is needed',
    'Reliable intervals need at least 20 subjects.',
    'Rows are feature sets, columns are classifiers.',
    'Middle band: not part of any metric',
    'model.wince is damaged or incomplete: it cannot be unpacked.',
    'Not removed. Please delete these yourself:',
    'Errors must be fixed before you go on',
    'There is no row of the subject "S1".',
    'the video is no longer being written',
    'Give the names that you want to compare.',
    'the frames that stand for each clip',
    'The standard deviation is understood.',
  ])('is plain: %s', (text) => {
    expect(faultsOf(text)).toEqual([]);
  });
});

/** What to write in place of each thing that is not plain. */
function faultsOf(text: string): readonly string[] {
  return NOT_PLAIN.filter(([pattern]) => pattern.test(text)).map(([, advice]) => advice);
}

/** The strings and templates of a source that have more than one word, in their order; inserted values are `…`. */
function textsOf(source: string): readonly { readonly line: number; readonly text: string }[] {
  const file = ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest, true);
  const found: { line: number; text: string }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isLiteralTypeNode(node)) return;
    const text = textOf(node)?.replace(/\s+/g, ' ').trim();
    if (text !== undefined && /\S \S/.test(text)) {
      found.push({ line: file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1, text });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('…');
}
