import type { Page } from 'playwright-core';

/** Keeps Chromium from asking for anything by itself. */
export const CHROMIUM_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** What of a page does not fit its window, or lies on something else. */
export interface PageFaults {
  /** Pixels that the page is wider than its window. */
  readonly tooWide: number;
  /** Elements that reach beyond the window and are in no box that scrolls. */
  readonly beside: readonly string[];
  /** Boxes that must be scrolled sideways. */
  readonly scrolling: readonly string[];
  /** Words of a chart that lie on other words, or on dots, of the same chart. */
  readonly overlapping: readonly string[];
  /** Words of a chart that its edge cuts. */
  readonly cut: readonly string[];
}

/** Measures a page as it is shown. */
export async function pageFaults(page: Page): Promise<PageFaults> {
  return page.evaluate(() => {
    const shown = (element: Element) => element.getBoundingClientRect().width > 0;
    const said = (element: Element) => (element.textContent ?? '').slice(0, 60);
    const overlapping: string[] = [];
    const cut: string[] = [];
    for (const chart of [...document.querySelectorAll('svg.chart')].filter(shown)) {
      const around = chart.getBoundingClientRect();
      const words = [...chart.querySelectorAll('text')].filter(
        (text) => shown(text) && said(text).trim() !== '',
      );
      const places = words.map((text) => ({
        text: said(text),
        box: text.getBoundingClientRect(),
        word: true,
      }));
      const dots = [...chart.querySelectorAll('circle')].map((dot) => ({
        ...{ text: 'a dot', box: dot.getBoundingClientRect(), word: false },
      }));
      const all = [...places, ...dots];
      places.forEach((own, i) => {
        const { left, right, top, bottom } = own.box;
        if (
          left < around.left - 1 ||
          right > around.right + 1 ||
          top < around.top - 1 ||
          bottom > around.bottom + 1
        )
          cut.push(own.text);
        for (const other of all.slice(i + 1)) {
          const across = Math.min(right, other.box.right) - Math.max(left, other.box.left);
          const down = Math.min(bottom, other.box.bottom) - Math.max(top, other.box.top);
          // The box of letters is higher than they are: a line of text may touch its neighbour.
          if (across > 1 && down > (other.word ? 4 : 5)) overlapping.push(`${own.text} on ${other.text}`);
        }
      });
    }
    return {
      tooWide: Math.max(0, document.documentElement.scrollWidth - innerWidth),
      beside: [...document.querySelectorAll('main *, header *')]
        .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
        .filter((element) => !element.closest('.scroll, pre, .visually-hidden, .definitions, svg.chart'))
        .map((element) => element.outerHTML.slice(0, 120)),
      scrolling: [...document.querySelectorAll('.scroll')]
        .filter((box) => shown(box) && box.scrollWidth > box.clientWidth + 1)
        .map((box) => (box.querySelector('caption')?.textContent ?? '').slice(0, 80)),
      overlapping,
      cut,
    };
  });
}

/** A page without a fault. */
export const NO_FAULTS: PageFaults = { tooWide: 0, beside: [], scrolling: [], overlapping: [], cut: [] };
