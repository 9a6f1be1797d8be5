import type { AuditDocument, MapMethod, StressDocument } from '@wince/core';
import type { CryPageInput } from './cry/cry-page.ts';
import type { ExplainedPicture, ExplanationInput } from './explanation/explanation-input.ts';
import { textOf } from './html/html.ts';
import type { PaperFile } from './paper/paper.ts';
import type { PulsePageInput } from './pulse/pulse-page.ts';
import type { ReportInput } from './report/run-view.ts';
import type { TimelineInput } from './timeline/timeline-input.ts';

// What draws charts is loaded with the first page: commands that write none start without it.

/**
 * The report of a run as one HTML document: no script, no network, fonts of the reader's machine, charts as inline SVG.
 * The same input gives the same bytes.
 *
 * @param input the files of a run folder, parsed, and the registered faces (null leaves every picture out)
 * @throws WinceError for predictions that are no such table (`bad-score`, `repeated-sample`, ...)
 */
export async function renderReport(input: ReportInput): Promise<string> {
  const { reportPage } = await import('./report/report.ts');
  return reportPage(input);
}

/**
 * What a paper on a run needs, as the texts of files: the methods with every parameter in words (Markdown and LaTeX), the works that
 * they cite (BibTeX), tables (CSV with all digits, LaTeX rounded) and figures (SVG that stand alone). The same input gives the same
 * bytes.
 *
 * @throws WinceError for predictions that are no such table (`bad-score`, `repeated-sample`, ...)
 */
export async function renderPaper(input: Omit<ReportInput, 'faces'>): Promise<readonly PaperFile[]> {
  const { paperFiles } = await import('./paper/paper.ts');
  return paperFiles(input);
}

/**
 * The timeline of a video as one HTML document: score, states, strain and usable time over the same seconds, episodes, what the
 * model is. No script, no network, no fonts of its own; the same input gives the same bytes.
 */
export async function renderTimeline(input: TimelineInput): Promise<string> {
  const { timelinePage } = await import('./timeline/timeline-page.ts');
  return timelinePage(input);
}

/** The page of an audit as one HTML document, as the report is. The same input gives the same bytes. */
export async function renderAudit(input: AuditDocument): Promise<string> {
  const { auditPage } = await import('./audit/audit-page.ts');
  return auditPage(input);
}

/** The page of `wince stress` as one HTML document, as the report is. The same input gives the same bytes. */
export async function renderStress(input: StressDocument): Promise<string> {
  const { stressPage } = await import('./stress/stress-page.ts');
  return stressPage(input);
}

/**
 * What was heard of a cry: its page as one HTML document, and its drawing (breaths, spectrogram, pitch) as an SVG that stands alone. The
 * same input gives the same bytes.
 */
export async function renderCry(
  input: CryPageInput,
): Promise<{ readonly page: string; readonly drawing: string }> {
  const { cryPage } = await import('./cry/cry-page.ts');
  const { cryDrawing } = await import('./cry/spectrogram.ts');
  const drawing = `<?xml version="1.0" encoding="UTF-8"?>\n${textOf(cryDrawing(input))}\n`;
  return { page: cryPage(input), drawing };
}

/**
 * The pulse of a video: its page as one HTML document, and its drawing (rate over time, confidence, trace, spectrum) as an SVG that stands
 * alone. The same input gives the same bytes.
 */
export async function renderPulse(
  input: PulsePageInput,
): Promise<{ readonly page: string; readonly drawing: string }> {
  const { pulsePage } = await import('./pulse/pulse-page.ts');
  const { pulseDrawing } = await import('./pulse/pulse-drawing.ts');
  const drawing = `<?xml version="1.0" encoding="UTF-8"?>\n${textOf(pulseDrawing(input))}\n`;
  return { page: pulsePage(input), drawing };
}

/** The page of an explanation as one HTML document, as the report is. The same input gives the same bytes. */
export async function renderExplanation(input: ExplanationInput): Promise<string> {
  const { explanationPage } = await import('./explanation/explanation-page.ts');
  return explanationPage(input);
}

/** A map over its face, or over the outlines of the face where that is left out, as an SVG that stands alone. */
export async function renderOverlay(
  picture: ExplainedPicture,
  method: MapMethod,
  name: string,
): Promise<string> {
  const { overlayFigure } = await import('./explanation/overlay-figure.ts');
  const svg = overlayFigure(picture, picture.overlays.get(method) ?? null, `${method} of ${name}`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${textOf(svg)}\n`;
}
