import { FACE_CONTOURS } from '@wince/core';
import { base64 } from '../html/base64.ts';
import { html, type Markup, trusted } from '../html/html.ts';
import type { ExplainedPicture } from './explanation-input.ts';

const SIDE = 224;

/**
 * A map over the registered face, as an SVG that stands alone; over the outlines of the face where the face is left out.
 *
 * @param label what it shows, for people who do not see it
 */
export function overlayFigure(
  { jpeg, landmarks }: Pick<ExplainedPicture, 'jpeg' | 'landmarks'>,
  overlay: Uint8Array | null,
  label: string,
): Markup {
  const image = (type: string, bytes: Uint8Array) =>
    html`<image width="${SIDE}" height="${SIDE}" href="data:image/${type};base64,${trusted(base64(bytes))}"/>`;
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIDE} ${SIDE}" width="${SIDE}" height="${SIDE}" role="img" aria-label="${label}"><title>${label}</title><rect width="100%" height="100%" fill="#f2f2ef"/>${jpeg ? image('jpeg', jpeg) : null}${overlay && image('png', overlay)}${landmarks && !jpeg ? outlines(landmarks) : null}</svg>`;
}

function outlines(landmarks: Float64Array): Markup {
  const path = FACE_CONTOURS.map(
    (contour) =>
      `M${contour.map((index) => `${landmarks[2 * index].toFixed(1)} ${landmarks[2 * index + 1].toFixed(1)}`).join('L')}Z`,
  ).join('');
  return html`<path d="${path}" fill="none" stroke="#3a3a3a" stroke-width="1"/>`;
}
