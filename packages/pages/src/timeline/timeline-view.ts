import { type MonitorStateName, stateWord } from '@wince/core';
import { clockTime } from '../formats/clock-time.ts';
import { html, type Markup, shorten } from '../html/html.ts';
import { scrollingTable } from '../html/scroll.ts';
import type { TimelineInput } from './timeline-input.ts';

export const SYNTHETIC_MODEL = 'Synthetic model: trained on drawn faces; shows nothing about a neonate';

/** Pixels of a chart of the timeline: all of them stand under each other on the same seconds. */
export interface ChartWidth {
  readonly width: number;
  readonly marginLeft: number;
  readonly marginRight: number;
}

/** Every chart is drawn for three widths of the window, and the page shows the one that fits. */
export const CHART_WIDTHS = {
  wide: { width: 1120, marginLeft: 76, marginRight: 60 },
  medium: { width: 700, marginLeft: 76, marginRight: 54 },
  narrow: { width: 350, marginLeft: 74, marginRight: 46 },
} as const satisfies Readonly<Record<string, ChartWidth>>;

/** A page's input with what every section needs. */
export interface TimelineView {
  readonly input: TimelineInput;
  readonly video: TimelineInput['prediction']['video'];
  /** What must stand on every chart and table; null where the model is of real recordings. */
  readonly note: string | null;
  readonly synthetic: Markup | null;
  readonly name: string;
  readonly positive: string;
  /** How wide the charts are. */
  readonly chart: ChartWidth;
  /** The monitor's word for a state. */
  word(state: MonitorStateName): string;
  /** A table with its caption, in a box of its own that scrolls. */
  table(caption: Markup, content: Markup): Markup;
}

export function viewTimeline(input: TimelineInput): TimelineView {
  const note = input.model.synthetic ? SYNTHETIC_MODEL : null;
  const synthetic = note === null ? null : html` <span class="synthetic">${note}.</span>`;
  const positive = shorten(input.model.positive, 28);
  return {
    input,
    video: input.prediction.video,
    note,
    synthetic,
    name: input.prediction.file.split(/[/\\]/).findLast((part) => part !== '') ?? input.prediction.file,
    positive,
    chart: CHART_WIDTHS.wide,
    word: (state) => stateWord(state, positive),
    table: (caption, content) => scrollingTable([caption, synthetic], content),
  };
}

/** A time, for people and for programs. */
export function timeText(seconds: number): Markup {
  return html`<time datetime="PT${seconds}S">${clockTime(seconds)}</time>`;
}
