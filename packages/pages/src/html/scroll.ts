import { type Content, html, type Markup } from './html.ts';

/** A table with its caption, in a box that scrolls sideways where the page is narrow. @param className of the table */
export function scrollingTable(caption: Content, content: Content, className = ''): Markup {
  return scrolling(
    'Table, may scroll sideways',
    html`<table${className !== '' && html` class="${className}"`}><caption>${caption}</caption>${content}</table>`,
  );
}

/** Content in a box that scrolls sideways where the page is narrow. @param label what the box holds, for people who do not see it */
export function scrolling(label: string, content: Content): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}">${content}</div>`;
}
