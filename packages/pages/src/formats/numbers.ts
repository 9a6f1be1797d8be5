import { type Content, html, type Markup } from '../html/html.ts';

/** Stands where a number is not defined. */
export const ABSENT: Markup = html`<span class="absent" title="not defined">–</span>`;

/** A share as per cent with one decimal, without the sign: the head of the column has it. */
export function percent(share: number | null | undefined): string | null {
  return isNumber(share) ? signed(share * 100, 1) : null;
}

/** A number about as large as 1, with three decimals. */
export function unit(value: number | null | undefined): string | null {
  return isNumber(value) ? signed(value, 3) : null;
}

/** A number with `digits` significant digits, without an exponent as far as that is readable. */
export function significant(value: number | null | undefined, digits = 3): string | null {
  if (!isNumber(value)) return null;
  if (value === 0) return '0';
  const size = Math.abs(value);
  return size >= 1e-4 && size < 10 ** digits ? value.toPrecision(digits) : value.toExponential(digits - 1);
}

/** A whole number with thin spaces between thousands. */
export function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, '\u202F');
}

/** A word for one thing and for several. */
export interface Noun {
  readonly one: string;
  readonly many: string;
}

/** `1 clip`, `204 clips`. */
export function countedAs({ one, many }: Noun, value: number): string {
  return counted(value, one, many);
}

/** A word as the head of a column begins with it. */
export function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** `1 picture`, `204 pictures`. */
export function counted(value: number, singular: string, plural = `${singular}s`): string {
  return `${count(value)}\u00A0${value === 1 ? singular : plural}`;
}

/** A part of a whole: `7 (3.4 %)`, or `0`. */
export function part(value: number, whole: number): string {
  return value === 0 || whole === 0 ? count(value) : `${count(value)} (${percent(value / whole)}\u00A0%)`;
}

/** An interval as `lo to hi` in the given form, or nothing. */
export function interval(
  bounds: readonly [number, number] | null | undefined,
  form: (value: number) => string | null,
): string | null {
  return bounds ? `${form(bounds[0])} to ${form(bounds[1])}` : null;
}

/** A p value as papers print it. */
export function pValue(p: number | null | undefined): string | null {
  if (!isNumber(p)) return null;
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}

/** The value, or the mark for one that is not defined. */
export function orAbsent(content: string | Markup | null): Content {
  return content ?? ABSENT;
}

/** With a minus sign that is one, and none before a zero. */
function signed(value: number, decimals: number): string {
  const text = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

function isNumber(value: number | null | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
