import { html, type Markup } from './html.ts';
import { RESEARCH_ONLY } from './research-only.ts';

/** A part of what wince is for, and of the harm that it can do. */
export interface UsePart {
  readonly title: string;
  readonly sentences: readonly string[];
}

/** What wince is for, and what harm it can do. `docs/guide/intended-use.md` holds the same sentences. */
export const INTENDED_USE: readonly UsePart[] = [
  {
    title: 'What it is for',
    sentences: [
      'wince is for research on how far signs of pain in the face, the movements and the voice of a newborn can be recognised.',
      'It is for retrospective data, and for studies in which its scores do not change the treatment.',
    ],
  },
  {
    title: 'What it is not for',
    sentences: [
      'It is not a medical device, and no score of it may decide whether an infant gets analgesia.',
      'It does not replace an assessment by a person with a validated scale.',
      'It is not for infants under neuromuscular block, deep sedation or therapeutic cooling: a face that does not move does not mean absence of pain.',
      'It was not made for adults, for older children, or for finding out the identity of a person.',
    ],
  },
  {
    title: 'Over-trust',
    sentences: [
      'A number looks surer than the judgement behind it. Read a score beside its interval, and beside what the data set could not show.',
      'A score of 0.8 is 80 % only where the model was calibrated, at the prevalence that is printed beside it, and on infants like those of the training.',
    ],
  },
  {
    title: 'False reassurance',
    sentences: [
      'A low score is not absence of pain: preterm, exhausted and very ill infants may show little of it in the face.',
      'A face that cannot be judged has no score. Never read a missing score as a low one.',
    ],
  },
  {
    title: 'Alarm fatigue',
    sentences: [
      'A monitor that is often wrong is soon ignored, and with it the alarms that are right. Count false alarms an hour before anybody has to hear them.',
    ],
  },
  {
    title: 'Fairness',
    sentences: [
      'Faces are found and judged with networks that were trained on adults from the internet, in which dark skin is rare.',
      'Show the figures by skin tone, sex, gestational age and devices on the face, with the number of infants in each group. Where a group has few infants, nothing is known of it.',
    ],
  },
  {
    title: 'Faces and voices are identifiers',
    sentences: [
      'A face and a cry identify a person, and features computed from them may, too. `wince audit` measures how far.',
      'Keep recordings, features, caches and reports with faces where only those who may see the infants can read them; remove an infant with `wince dataset forget` when consent is withdrawn.',
    ],
  },
];

/** What stands at the head of every page with scores: the caution, with a link to what it means. */
export function researchOnly(): Markup {
  return html`<p class="research">${RESEARCH_ONLY} <a href="#intended-use">Intended use and harm</a></p>`;
}

/** The section that the link leads to. */
export function intendedUseSection(): Markup {
  return html`<section id="intended-use">
<h2>Intended use and harm</h2>
${INTENDED_USE.map(({ title, sentences }) => html`<h3>${title}</h3><ul>${sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul>`)}
</section>`;
}
