import { type Content, html, type Markup } from './html.ts';
import { labelCells } from './labelled-cells.ts';

/**
 * A table with its caption, in a box that scrolls sideways where even a column does not fit. On a narrow screen each row becomes a
 * block of lines, a cell each, and cells carry the head of their column.
 *
 * @param className of the table
 */
export function scrollingTable(caption: Content, content: Content, className = ''): Markup {
  return scrolling(
    'Table, may scroll sideways',
    html`<table${className !== '' && html` class="${className}"`}><caption>${caption}</caption>${labelCells(content)}</table>`,
  );
}

/** Content in a box that scrolls sideways where the page is narrow. @param label what the box holds, for people who do not see it */
export function scrolling(label: string, content: Content): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}">${content}</div>`;
}

/** A chart in several widths, of which the page shows the one that fits. @param widths in pixels, the widest first */
export function inWidths(widths: readonly [number, number], draw: (width: number) => Content): Markup {
  const [wide, narrow] = widths;
  return html`<div class="at-wide">${draw(wide)}</div><div class="at-narrow">${draw(narrow)}</div>`;
}
