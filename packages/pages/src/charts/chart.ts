import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom/worker';
import { type Markup, printable, trusted } from '../html/html.ts';

/** What a chart says in words, and what must stand on it wherever it is copied to. */
export interface ChartText {
  /** The chart for one who does not see it: what is drawn and what it shows. */
  readonly label: string;
  /** A line under the chart, inside the picture; null where there is none. */
  readonly note: string | null;
}

const NOTE_HEIGHT = 16;

/**
 * Draws a chart as inline SVG. Colours are CSS variables of the page, so light, dark and print need no second drawing.
 *
 * @param options as for `Plot.plot`; marks that clip must not be used, for Plot numbers clip paths by a count of the process
 */
export function chart(options: Plot.PlotOptions, text: ChartText): Markup {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const drawing = Plot.plot({ ...options, className: 'chart', document });
  if (drawing.localName !== 'svg')
    throw new Error('a chart of the report must be one drawing without a legend');
  for (const style of drawing.querySelectorAll('style')) style.remove();
  for (const element of drawing.querySelectorAll('*')) {
    element.removeAttribute('aria-label');
    for (const name of COORDINATES) shortenNumbers(element, name);
  }
  for (const element of drawing.querySelectorAll('text, title')) {
    if (element.children.length === 0) element.textContent = printable(element.textContent ?? '');
  }
  if (text.note !== null) addNote(drawing, text.note);
  drawing.setAttribute('role', 'img');
  drawing.setAttribute('aria-label', printable(text.label));
  return trusted(drawing.outerHTML);
}

const COORDINATES = ['d', 'transform', 'x', 'y', 'x1', 'x2', 'y1', 'y2', 'cx', 'cy', 'r', 'width', 'height'];

/** Two decimals are finer than a screen, and a third of the size of the page. */
function shortenNumbers(element: Element, name: string): void {
  const value = element.getAttribute(name);
  if (value?.includes('.')) {
    element.setAttribute(
      name,
      value.replace(/-?\d+\.\d{3,}(e-?\d+)?/g, (number) => String(Math.round(Number(number) * 100) / 100)),
    );
  }
}

/** Pixels that a letter of a note takes, at most. */
const NOTE_LETTER = 6;

/** The note in as many lines as the width of the drawing needs: it is never cut. */
function addNote(drawing: Element, note: string): void {
  const [, , width, height] = (drawing.getAttribute('viewBox') ?? '').split(' ').map(Number);
  const lines = linesOf(printable(note), Math.floor(width / NOTE_LETTER));
  const whole = height + lines.length * NOTE_HEIGHT;
  drawing.setAttribute('viewBox', `0 0 ${width} ${whole}`);
  drawing.setAttribute('height', String(whole));
  for (const [i, line] of lines.entries()) {
    const text = drawing.ownerDocument.createElementNS('http://www.w3.org/2000/svg', 'text');
    text.setAttribute('class', 'chart-note');
    text.setAttribute('x', String(width / 2));
    text.setAttribute('y', String(height + (i + 1) * NOTE_HEIGHT - 5));
    text.textContent = line;
    drawing.append(text);
  }
}

function linesOf(text: string, letters: number): readonly string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1];
    if (last !== '' && last.length + 1 + word.length > letters) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}
