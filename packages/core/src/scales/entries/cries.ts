import { defineScale } from '../scale.ts';

const krechel = {
  citation:
    'Krechel SW, Bildner J. CRIES: a new neonatal postoperative pain measurement score. Initial testing of validity and reliability. Paediatric Anaesthesia 1995;5(1):53-61',
  doi: '10.1111/j.1460-9592.1995.tb00242.x',
};

/** Crying, requires oxygen, increased vital signs, expression, sleeplessness. */
export const cries = defineScale({
  id: 'cries',
  version: 1,
  title: 'CRIES',
  purpose: 'postoperative pain of neonates from 32 weeks of gestation',
  items: [
    { id: 'crying', title: 'Crying', range: [0, 2], modalities: ['cry'] },
    { id: 'oxygen', title: 'Oxygen required', range: [0, 2], modalities: ['oxygen', 'saturation'] },
    {
      id: 'vital-signs',
      title: 'Increased vital signs',
      range: [0, 2],
      modalities: ['heart-rate', 'blood-pressure'],
    },
    { id: 'expression', title: 'Expression', range: [0, 2], modalities: ['face'] },
    { id: 'sleeplessness', title: 'Sleeplessness', range: [0, 2], modalities: ['sleep'] },
  ],
  range: [0, 10],
  bandings: [
    {
      id: 'three-bands',
      title: '0-3 no pain, 4-5 middle (assess further), 6-10 pain (treat)',
      bands: [
        { label: 'no-pain', from: 0, to: 3 },
        { label: 'middle', from: 4, to: 5, title: 'assess further' },
        { label: 'pain', from: 6, to: 10, title: 'treat' },
      ],
      source: { ...krechel, via: 'clinical summaries: assess further from 4, treat from 6' },
    },
    {
      id: 'cutoff-4',
      title: '0-3 no pain, 4-10 pain',
      bands: [
        { label: 'no-pain', from: 0, to: 3 },
        { label: 'pain', from: 4, to: 10 },
      ],
      source: { ...krechel, via: 'clinical summaries: assess further from 4' },
    },
    {
      id: 'cutoff-6',
      title: '0-5 no pain, 6-10 pain',
      bands: [
        { label: 'no-pain', from: 0, to: 5 },
        { label: 'pain', from: 6, to: 10 },
      ],
      source: { ...krechel, via: 'clinical summaries: treat from 6' },
    },
  ],
  source: krechel,
  notes: [
    'Some summaries require further assessment above 4, not from 4. State which of the two your raters used.',
  ],
});
