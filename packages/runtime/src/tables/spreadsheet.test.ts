import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { isSpreadsheet, parseSpreadsheet } from './spreadsheet.ts';

const NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';

/** A workbook of two sheets, as spreadsheet programs write it. */
function workbook(change: Readonly<Record<string, string>> = {}): Uint8Array {
  const parts = {
    '[Content_Types].xml': '<Types/>',
    'xl/workbook.xml': `<workbook ${NS} xmlns:r="r"><sheets><sheet name="Über" sheetId="1" r:id="rId1"/><sheet name="Labels" sheetId="2" r:id="rId2"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>',
    'xl/sharedStrings.xml': `<sst ${NS}><si><t>Datei</t></si><si><r><t>NI</t></r><r><rPr><b/></rPr><t>PS</t></r></si><si><t xml:space="preserve"> Müller &amp; Söhne.jpg </t></si><si><t>日本</t><rPh sb="0" eb="1"><t>ニホン</t></rPh></si></sst>`,
    'xl/styles.xml': `<styleSheet ${NS}><numFmts><numFmt numFmtId="164" formatCode="000"/><numFmt numFmtId="165" formatCode="dd\\.mm\\.yyyy"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="22"/></cellXfs></styleSheet>`,
    'xl/worksheets/sheet1.xml': `<worksheet ${NS}><sheetData/></worksheet>`,
    'xl/worksheets/sheet2.xml': `<worksheet ${NS}><sheetData>
<row r="1"/><row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3" t="s"><v>1</v></c><c r="C3" t="inlineStr"><is><t>Kind</t></is></c><c r="D3" t="inlineStr"><is><t>Tag</t></is></c><c r="F3" t="str"><f>A1</f><v>Zeit</v></c></row>
<row r="4"><c r="A4" t="s"><v>2</v></c><c r="B4"><v>0.30000000000000004</v></c><c r="C4" s="1"><v>7</v></c><c r="D4" s="2"><v>46355</v></c><c r="F4" s="3"><v>46355.604166666664</v></c></row>
<row r="6"><c r="A6" t="s"><v>3</v></c><c r="B6" t="e"><v>#DIV/0!</v></c><c r="C6" t="b"><v>1</v></c></row>
</sheetData></worksheet>`,
    ...change,
  };
  return zipSync(Object.fromEntries(Object.entries(parts).map(([name, xml]) => [name, strToU8(xml)])));
}

test('cells are what a person sees, rows keep their numbers', () => {
  expect(parseSpreadsheet(workbook(), 'x.xlsx', 'Labels')).toEqual({
    columns: ['Datei', 'NIPS', 'Kind', 'Tag', 'Zeit'],
    rows: [
      { line: 4, values: ['Müller & Söhne.jpg', '0.3', '007', '2026-11-29', '2026-11-29 14:30:00'] },
      { line: 6, values: ['日本', '', 'true', '', ''] },
    ],
  });
  expect(parseSpreadsheet(workbook(), 'x.xlsx', 2).rows).toHaveLength(2);
});

test.each<[string, Uint8Array, string | number, string, string]>([
  ['an empty sheet', workbook(), 1, 'empty-table', 'The sheet "Über" of x.xlsx is empty.'],
  ['a sheet that is not there', workbook(), 'Label', 'bad-spreadsheet', 'x.xlsx has no sheet "Label".'],
  ['an XLS file', Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0), 1, 'bad-spreadsheet', 'it is an XLS file'],
  [
    'a ZIP archive of other files',
    zipSync({ 'a.txt': strToU8('a') }),
    1,
    'bad-spreadsheet',
    'xl/workbook.xml',
  ],
  [
    'a file that is cut off',
    workbook().subarray(0, 400),
    1,
    'bad-spreadsheet',
    'cannot be read as a workbook',
  ],
])('%s is refused', (_, bytes, sheet, code, message) => {
  expect(isSpreadsheet(bytes)).toBe(true);
  expect(() => parseSpreadsheet(bytes, 'x.xlsx', sheet)).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(message) }),
  );
});

test('days are counted from 1904 where the workbook says so', () => {
  const book = workbook();
  const since1904 = workbook({
    'xl/workbook.xml': `<workbook ${NS} xmlns:r="r"><workbookPr date1904="1"/><sheets><sheet name="A" r:id="rId2"/></sheets></workbook>`,
  });
  expect(parseSpreadsheet(since1904, 'x.xlsx').rows[0].values[3]).toBe('2030-11-30');
  expect(parseSpreadsheet(book, 'x.xlsx', 2).rows[0].values[3]).toBe('2026-11-29');
});

test.each([
  ['a cell far to the right', '<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>', 'a sheet has at most 16384'],
  ['ten million cells', '<row><c r="XFD1"><v>1</v></c></row>'.repeat(700), 'more than 10000000 cells'],
])('a small file with %s is refused before it fills the memory', (_, rows, message) => {
  const sheet = `<worksheet ${NS}><sheetData>${rows}</sheetData></worksheet>`;
  const refused = () => parseSpreadsheet(workbook({ 'xl/worksheets/sheet2.xml': sheet }), 'x.xlsx', 'Labels');
  expect(refused).toThrow(message);
  expect(refused).toThrow(expect.objectContaining({ code: 'bad-spreadsheet' }));
});

test('a part that would unpack to more than a sheet has is not unpacked', () => {
  const file = Buffer.from(workbook({ 'xl/worksheets/sheet2.xml': '<worksheet/>' }));
  // The list at the end of the archive states sizes.
  const entry = file.lastIndexOf('xl/worksheets/sheet2.xml') - 46;
  file.writeUInt32LE(2_000_000_000, entry + 24);
  expect(() => parseSpreadsheet(file, 'x.xlsx', 'Labels')).toThrow('too large when it is unpacked');
});
