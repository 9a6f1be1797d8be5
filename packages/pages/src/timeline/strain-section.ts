import { type RegionName, STRAIN_UNITS, type StrainCurve, type StrainReference } from '@wince/core';
import { clockTime } from '../formats/clock-time.ts';
import { significant } from '../formats/numbers.ts';
import { base64 } from '../html/base64.ts';
import { html, type Markup, trusted } from '../html/html.ts';
import { describeReference } from './charts.ts';
import { STRAIN_COLOURS } from './strain-colours.ts';
import { peaksTable } from './tables.ts';
import { type TimelineView, timeText } from './timeline-view.ts';

/** Peaks of strain, and where in the face they were. */
export function strainSection(view: TimelineView): Markup | null {
  const { previous, baseline } = view.video.strain;
  const curves = [baseline, previous].filter((curve) => curve !== null);
  if (curves.length === 0) return null;
  return html`<section id="strain">
<h2>Strain</h2>
<p>Strain shows how much the skin of the registered face is stretched, sheared or pressed. It is movement. Pain, hunger, a yawn and a cry all make it. It is not a measure of pain. ${curves.map(explained)}</p>
${heatMaps(view)}
${curves.map((curve) => peaksTable(view, curve))}
</section>`;
}

function explained({ reference }: StrainCurve): string {
  return reference === 'previous'
    ? 'Strain compared with the frame before is a rate: it has its peaks while the face moves. '
    : 'Strain compared with the face at rest adds up: it has its peaks where the expression is strongest. ';
}

function heatMaps(view: TimelineView): Markup {
  const { heatMaps: maps } = view.input;
  if (maps === null) return html`<p>This page was made without pictures of faces (--no-faces).</p>`;
  if (maps.pictures.length === 0) return html``;
  const unit = STRAIN_UNITS[maps.reference] === '1' ? '' : ` ${STRAIN_UNITS[maps.reference]}`;
  const stops = STRAIN_COLOURS.map((colour) => `rgb(${colour.join(',')})`).join(',');
  const value = (strain: number) => `${significant(strain)}${unit}`;
  return html`<figure><figcaption><b>Where the face moved most,</b> ${describeReference(maps)}. The pictures show the registered face at the moments with the most strain. Strain is measured inside the white line. Where there is no colour, the skin did not move. ${MEANING[maps.reference]} All pictures have the same scale. Below each picture are its time, the mean of the face, and the regions with the most strain.${view.synthetic}</figcaption>
<ul class="heat">${maps.pictures.map(({ time, strain, regions, png }) => {
    const most = regions
      .slice(0, MOST_REGIONS)
      .map((each) => `${REGION_WORDS[each.region]} ${value(each.strain)}`);
    return html`<li><img width="256" height="256" alt="Registered face at ${clockTime(time)} with strain as colour, mean ${value(strain)}; most at ${most.join(', ')}" src="data:image/png;base64,${trusted(base64(png))}"><b>${timeText(time)}</b>, mean ${value(strain)}${most.length > 0 && html`<br>${most.join(', ')}`}</li>`;
  })}</ul>
<p class="scale"><span>none: 0</span><span class="ramp" style="background:linear-gradient(to right,${trusted(stops)})"></span><span>most: ${value(maps.largest)} and more</span></p></figure>`;
}

/** Regions that stand below a picture. */
const MOST_REGIONS = 2;

/** What a number of strain means. */
const MEANING: Readonly<Record<StrainReference, string>> = {
  baseline: 'Strain has no unit: 0.1 is as much as in skin that is a tenth longer or shorter than at rest.',
  previous:
    'Strain is per second: 0.1 is as much as in skin that becomes a tenth longer or shorter in a second.',
};

const REGION_WORDS: Readonly<Record<RegionName, string>> = {
  forehead: 'forehead',
  brow: 'brow',
  eyes: 'eyes',
  cheeks: 'cheeks',
  nasolabial: 'folds beside the nose',
  mouth: 'mouth',
  chin: 'chin',
};
