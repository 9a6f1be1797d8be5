import { strFromU8, unzipSync } from 'fflate';
import { Parser } from 'htmlparser2';

/** A sheet of a workbook, as text cells: what a person sees in them, without the looks. */
export interface WorkbookSheet {
  readonly name: string;
  /** Rows that have cells, with their numbers from 1. Cells that are left out are empty. */
  readonly rows: readonly { readonly line: number; readonly values: readonly string[] }[];
}

/** A workbook of which sheets are read one by one. */
export interface Workbook {
  readonly sheets: readonly string[];
  /** @param place of the sheet in `sheets` */
  read(place: number): WorkbookSheet;
}

/** The most bytes that the parts of a workbook may have together when they are unpacked. */
const MOST_BYTES = 300_000_000;

/** The most columns of a sheet: those that spreadsheet programs have. */
const MOST_COLUMNS = 16_384;

/** The most cells of a sheet, with the empty ones in front of others: as many as a million rows of ten columns. */
const MOST_CELLS = 10_000_000;

/**
 * Opens an XLSX workbook (ECMA-376, SpreadsheetML): a ZIP archive of XML files. Formulas give the value that the program which
 * wrote the file computed; days and times are written `2026-11-29` and `2026-11-29 14:30:00`; a number that is shown with zeros
 * in front of it, as `001`, keeps them.
 *
 * @throws Error that says in words what is wrong with the file
 */
export function openWorkbook(bytes: Uint8Array): Workbook {
  let total = 0;
  const parts = unzipSync(bytes, {
    filter: ({ name, originalSize }) => {
      if (!/^xl\/.*\.(xml|rels)$/.test(name)) return false;
      total += originalSize;
      if (total > MOST_BYTES) throw new Error('it is too large when it is unpacked');
      return true;
    },
  });
  const part = (name: string): string | undefined => (parts[name] ? strFromU8(parts[name]) : undefined);
  const book = part('xl/workbook.xml');
  if (book === undefined) throw new Error('it has no part xl/workbook.xml, so it is not an XLSX file');
  const { sheets, since1904 } = readBook(book);
  const places = readRelations(part('xl/_rels/workbook.xml.rels') ?? '');
  const shared = readSharedStrings(part('xl/sharedStrings.xml') ?? '');
  const formats = readFormats(part('xl/styles.xml') ?? '');
  return {
    sheets: sheets.map(({ name }) => name),
    read(place) {
      const { name, relation } = sheets[place];
      const target = places.get(relation) ?? '';
      const xml = part(target.startsWith('/') ? target.slice(1) : `xl/${target}`);
      if (xml === undefined) throw new Error(`it has no part for the sheet "${name}"`);
      return { name, rows: readRows(xml, { shared, formats, since1904 }) };
    },
  };
}

type Attributes = Readonly<Record<string, string>>;

/** Walks through XML. Names are given without the prefix of their namespace. */
function walk(
  xml: string,
  handlers: {
    readonly open?: (name: string, attributes: Attributes) => void;
    readonly text?: (text: string) => void;
    readonly close?: (name: string) => void;
  },
): void {
  const plain = (name: string) => name.slice(name.indexOf(':') + 1);
  const parser = new Parser(
    {
      onopentag: (name, attributes) => handlers.open?.(plain(name), attributes),
      ontext: handlers.text,
      onclosetag: (name) => handlers.close?.(plain(name)),
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(xml);
}

function readBook(xml: string) {
  const sheets: { readonly name: string; readonly relation: string }[] = [];
  let since1904 = false;
  walk(xml, {
    open(name, attributes) {
      if (name === 'workbookPr') since1904 = ['1', 'true'].includes(attributes.date1904);
      if (name === 'sheet') sheets.push({ name: attributes.name, relation: attributes['r:id'] ?? '' });
    },
  });
  return { sheets, since1904 };
}

function readRelations(xml: string): ReadonlyMap<string, string> {
  const targets = new Map<string, string>();
  walk(xml, {
    open(name, { Id, Target }) {
      if (name === 'Relationship') targets.set(Id, Target);
    },
  });
  return targets;
}

/** Texts that cells point to. Runs of different looks are one text; readings of characters (`rPh`) are none of it. */
function readSharedStrings(xml: string): readonly string[] {
  const texts: string[] = [];
  let inText = false;
  let inReading = false;
  walk(xml, {
    open(name) {
      if (name === 'si') texts.push('');
      if (name === 'rPh') inReading = true;
      if (name === 't') inText = !inReading;
    },
    text(text) {
      if (inText) texts[texts.length - 1] += text;
    },
    close(name) {
      if (name === 'rPh') inReading = false;
      if (name === 't') inText = false;
    },
  });
  return texts;
}

/** How a number is shown: as a day, a time or both, with zeros in front, or as it is. */
type NumberFormat = { readonly is: 'date' } | { readonly is: 'padded'; readonly digits: number } | null;

/** Formats that every workbook has, by number (ECMA-376 part 1, 18.8.30), those of days and times. */
const DATE_FORMATS = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 30, 36, 45, 46, 47, 50, 57]);

/** The format of each style of a cell. */
function readFormats(xml: string): readonly NumberFormat[] {
  const codes = new Map<number, string>();
  const styles: NumberFormat[] = [];
  let inCells = false;
  walk(xml, {
    open(name, attributes) {
      if (name === 'numFmt') codes.set(Number(attributes.numFmtId), attributes.formatCode);
      if (name === 'cellXfs') inCells = true;
      if (name === 'xf' && inCells) styles.push(formatOf(Number(attributes.numFmtId), codes));
    },
    close(name) {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return styles;
}

function formatOf(id: number, codes: ReadonlyMap<number, string>): NumberFormat {
  if (DATE_FORMATS.has(id)) return { is: 'date' };
  // Text in quotes, behind a backslash or in brackets, as a colour or a language, is no part of the number.
  const code = (codes.get(id) ?? '').replaceAll(/"[^"]*"|\\.|\[[^\]]*\]/g, '');
  if (/[ymdhs]/i.test(code)) return { is: 'date' };
  return /^0{2,}$/.test(code) ? { is: 'padded', digits: code.length } : null;
}

interface SheetParts {
  readonly shared: readonly string[];
  readonly formats: readonly NumberFormat[];
  readonly since1904: boolean;
}

function readRows(xml: string, parts: SheetParts): WorkbookSheet['rows'] {
  const rows: { line: number; values: string[] }[] = [];
  let cell: { type: string; style: number; column: number; text: string } | null = null;
  let cells = 0;
  let inValue = false;
  let inReading = false;
  walk(xml, {
    open(name, attributes) {
      if (name === 'row')
        rows.push({ line: Number(attributes.r ?? (rows.at(-1)?.line ?? 0) + 1), values: [] });
      if (name === 'c') {
        const next = rows.at(-1)?.values.length ?? 0;
        const column = attributes.r === undefined ? next : columnOf(attributes.r);
        cell = { type: attributes.t ?? 'n', style: Number(attributes.s ?? 0), column, text: '' };
      }
      if (name === 'rPh') inReading = true;
      if (name === 'v' || name === 't') inValue = !inReading;
    },
    text(text) {
      if (cell && inValue) cell.text += text;
    },
    close(name) {
      if (name === 'rPh') inReading = false;
      if (name === 'v' || name === 't') inValue = false;
      if (name !== 'c' || !cell) return;
      const values = rows.at(-1)?.values;
      if (values) {
        if (!(cell.column < MOST_COLUMNS))
          throw new Error(
            `it has a cell in column ${cell.column + 1}, and a sheet has at most ${MOST_COLUMNS}`,
          );
        cells += Math.max(0, cell.column + 1 - values.length);
        if (cells > MOST_CELLS) throw new Error(`a sheet has more than ${MOST_CELLS} cells`);
        while (values.length < cell.column) values.push('');
        values[cell.column] = textOf(cell, parts);
      }
      cell = null;
    },
  });
  return rows;
}

/** The column of a cell such as `AB12`, from 0. */
function columnOf(reference: string): number {
  const letters = /^[A-Z]+/i.exec(reference)?.[0].toUpperCase() ?? 'A';
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

function textOf(
  { type, style, text }: { readonly type: string; readonly style: number; readonly text: string },
  { shared, formats, since1904 }: SheetParts,
): string {
  if (type === 's') return (shared[Number(text)] ?? '').trim();
  if (type === 'b') return text === '1' ? 'true' : 'false';
  // What could not be computed, as #DIV/0!, is no value.
  if (type === 'e') return '';
  if (type !== 'n' || text === '') return text.trim();
  const format = formats[style] ?? null;
  if (format?.is === 'date') return dateText(Number(text), since1904);
  if (format?.is === 'padded') return text.padStart(format.digits, '0');
  return shortest(text);
}

/** A number as it was typed: programs write 0.1 + 0.2 with all 17 digits that they keep, and show 15. */
function shortest(text: string): string {
  const value = Number(text);
  return Number.isFinite(value) ? String(Number(value.toPrecision(15))) : text;
}

const DAY_MS = 86_400_000;

/** A day number with its part of a day. Day 60 of the first calendar, the 29th of February 1900, never was. */
function dateText(serial: number, since1904: boolean): string {
  if (!Number.isFinite(serial)) return '';
  const days = since1904 ? serial + 1462 : serial < 60 ? serial + 1 : serial;
  const moment = new Date(Date.UTC(1899, 11, 30) + Math.round(days * 86_400) * 1000);
  const [day, time] = moment.toISOString().split('T');
  const seconds = time.slice(0, 8);
  if (serial < 1) return seconds;
  return Math.abs(serial * DAY_MS - Math.round(serial) * DAY_MS) < 500 ? day : `${day} ${seconds}`;
}
