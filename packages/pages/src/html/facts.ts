import { type Content, html, type Markup } from './html.ts';

/** Name and value pairs; those without a value are left out. */
export function facts(pairs: readonly (readonly [string, Content])[]): Markup {
  return html`<dl class="facts">${pairs.map(([name, value]) =>
    value === null || value === false || value === undefined ? null : html`<dt>${name}</dt><dd>${value}</dd>`,
  )}</dl>`;
}
