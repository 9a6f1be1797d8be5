import { parseHTML } from 'linkedom/worker';
import { html, type Markup, printable, textOf, trusted } from '../html/html.ts';
import { PRINT_COLOURS } from '../html/style.ts';

/** Fonts that a reader's machine has, and every program that opens a drawing knows by name. */
const FONTS = 'Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif';

/** A chart of a page with the words above it. */
export interface Panel {
  /** Lines above the chart; the first one is its name. */
  readonly lines: readonly string[];
  /** An `svg` as pages hold it. */
  readonly chart: Markup;
}

/** What the style sheet of pages says of the parts of a chart, as attributes that every program reads. */
const ATTRIBUTES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'chart-note': {
    'text-anchor': 'middle',
    'font-size': '10',
    'font-weight': '600',
    fill: colourOf('warn-line'),
  },
  'flow-box': { fill: colourOf('faint'), stroke: colourOf('soft') },
  'flow-line': { fill: 'none', stroke: colourOf('soft'), 'stroke-width': '1.2' },
  'flow-title': { 'font-weight': '600', 'font-size': '12', fill: colourOf('ink') },
  'flow-text': { 'font-size': '12', fill: colourOf('ink') },
};

const LINE = 14;
const GAP = 18;
const MOST_ACROSS = 3;
/** Pixels that a letter of a line takes, about. */
const LETTER = 5.6;

/**
 * Charts of a page as one drawing that stands alone: colours of print as such, fonts by name, a white ground, no style sheet and no
 * variable. Panels stand side by side, three in a row.
 *
 * @param label what is drawn, for those who do not see it
 */
export function standaloneDrawing(panels: readonly Panel[], label: string): string {
  const drawn = panels.map((panel) => {
    const chart = literalChart(panel.chart);
    const letters = Math.floor(chart.width / LETTER);
    const lines = panel.lines.flatMap((line, i) =>
      broken(line, letters).map((text) => ({ text, isName: i === 0 })),
    );
    return { ...chart, lines };
  });
  const across = Math.min(MOST_ACROSS, drawn.length);
  const rows = Array.from({ length: Math.ceil(drawn.length / across) }, (_, r) =>
    drawn.slice(r * across, (r + 1) * across),
  );
  const column = Math.max(0, ...drawn.map(({ width }) => width));
  const width = across * column + (across + 1) * GAP;
  const parts: Markup[] = [];
  let y = GAP;
  for (const row of rows) {
    const head = LINE * Math.max(...row.map(({ lines }) => lines.length));
    row.forEach(({ lines, ...chart }, c) => {
      const x = GAP + c * (column + GAP);
      lines.forEach(({ text, isName }, i) => {
        parts.push(
          html`<text x="${x}" y="${y + (i + 1) * LINE - 4}" font-size="11" font-weight="${isName ? '600' : '400'}" fill="${colourOf(isName ? 'ink' : 'soft')}">${text}</text>`,
        );
      });
      parts.push(
        html`<svg x="${x}" y="${y + head}" width="${chart.width}" height="${chart.height}" viewBox="${chart.viewBox}" font-size="11" fill="${colourOf('ink')}"${chart.anchor !== null && html` text-anchor="${chart.anchor}"`}>${chart.inner}</svg>`,
      );
    });
    y += head + Math.max(...row.map(({ height }) => height)) + GAP;
  }
  const text = textOf(
    html`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${y}" viewBox="0 0 ${width} ${y}" font-family="${FONTS}" role="img" aria-label="${label}"><title>${label}</title><rect width="100%" height="100%" fill="${colourOf('paper')}"/>${parts}</svg>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${text}\n`;
}

/** A chart without variables and classes, with its size. */
function literalChart(chart: Markup) {
  const { document } = parseHTML(`<!doctype html><html><body>${textOf(chart)}</body></html>`);
  const root = document.querySelector('svg');
  if (!root) throw new Error('a chart must be an svg');
  for (const element of root.querySelectorAll('*')) {
    for (const name of (element.getAttribute('class') ?? '').split(' ')) {
      for (const [key, value] of Object.entries(ATTRIBUTES[name] ?? {})) element.setAttribute(key, value);
    }
    element.removeAttribute('class');
    for (const { name, value } of [...element.attributes]) {
      const literal = value
        .replaceAll(/var\(--([a-z-]+)\)/g, (_, colour: string) => colourOf(colour))
        .replaceAll('currentColor', colourOf('ink'));
      if (literal !== value) element.setAttribute(name, literal);
    }
  }
  return {
    width: Number(root.getAttribute('width')),
    height: Number(root.getAttribute('height')),
    viewBox: root.getAttribute('viewBox') ?? '',
    anchor: root.getAttribute('text-anchor'),
    inner: trusted([...root.childNodes].map(xml).join('')),
  };
}

/** A node as XML: what pages write is HTML, whose entities and empty elements programs for drawings do not know. */
function xml(node: Node): string {
  if (node.nodeType === TEXT_NODE) return textOf(node.textContent);
  if (!isElement(node)) return '';
  const attributes = [...node.attributes].map(({ name, value }) => ` ${name}="${textOf(value)}"`).join('');
  return `<${node.localName}${attributes}>${[...node.childNodes].map(xml).join('')}</${node.localName}>`;
}

const TEXT_NODE = 3;

function isElement(node: Node): node is Element {
  return node.nodeType === 1;
}

/** A line in as many lines as it needs, broken behind spaces and the joints of names. */
function broken(line: string, letters: number): readonly string[] {
  const lines = [''];
  for (const part of printable(line).split(/(?<=[ /+@:])/u)) {
    const last = lines[lines.length - 1];
    if (last !== '' && last.length + part.length > letters) lines.push(part);
    else lines[lines.length - 1] = last + part;
  }
  return lines;
}

function colourOf(name: string): string {
  const colour = PRINT_COLOURS[name];
  if (colour === undefined) throw new Error(`print has no colour "${name}"`);
  return colour;
}
