import { defineScale } from '../scale.ts';

const hummel = {
  citation:
    'Hummel P, Lawlor-Klean P, Weiss MG. Validity and reliability of the N-PASS assessment tool with acute pain. Journal of Perinatology 2010;30:474-478',
  doi: '10.1038/jp.2009.185',
};

/** Neonatal Pain, Agitation and Sedation Scale. */
export const npass = defineScale({
  id: 'n-pass',
  version: 1,
  title: 'Neonatal Pain, Agitation and Sedation Scale (N-PASS)',
  purpose: 'acute and prolonged pain and sedation of preterm and term neonates, ventilated ones included',
  items: [
    { id: 'cry', title: 'Crying, irritability', range: [-2, 2], modalities: ['cry'] },
    { id: 'state', title: 'Behaviour, state', range: [-2, 2], modalities: ['state', 'movement'] },
    { id: 'facial-expression', title: 'Facial expression', range: [-2, 2], modalities: ['face'] },
    { id: 'tone', title: 'Extremities, tone', range: [-2, 2], modalities: ['tone', 'movement'] },
    {
      id: 'vital-signs',
      title: 'Vital signs',
      range: [-2, 2],
      modalities: ['heart-rate', 'breathing', 'blood-pressure', 'saturation'],
    },
    { id: 'prematurity', title: 'Point for prematurity', range: [0, 1], modalities: ['gestational-age'] },
  ],
  range: [-10, 11],
  bandings: [
    {
      id: 'cutoff-4',
      title: '-10 to -2 sedated, -1 to 3 no pain, 4 and above pain (a score above 3)',
      bands: [
        { label: 'not-assessable', from: -10, to: -5, title: 'deep sedation' },
        { label: 'not-assessable', from: -4, to: -2, title: 'light sedation' },
        { label: 'no-pain', from: -1, to: 3 },
        { label: 'pain', from: 4, to: 11 },
      ],
      source: { ...hummel, via: 'secondary literature' },
    },
  ],
  source: hummel,
  loinc: '95621-9',
  notes: [
    'Pain (0 and above) and sedation (0 and below) are scored separately. A column that mixes the two sums hides pain under sedation.',
    'Points for prematurity differ by version. This is the one of LOINC 95621-9: one point under 30 weeks, pain up to 11. Before you use scores of other versions, subtract their points for prematurity.',
    'The published bands put -5 into light and into deep sedation; here it is deep. Both are not assessable.',
  ],
});
