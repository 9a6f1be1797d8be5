import { defineScale, type ScaleItem } from '../scale.ts';

const grunau = {
  citation:
    'Grunau RE, Oberlander T, Holsti L, Whitfield MF. Bedside application of the Neonatal Facial Coding System in pain assessment of premature neonates. Pain 1998;76(3):277-286',
  doi: '10.1016/S0304-3959(98)00046-3',
};

const actions: readonly (readonly [string, string])[] = [
  ['brow-bulge', 'Brow bulge'],
  ['eye-squeeze', 'Eye squeeze'],
  ['nasolabial-furrow', 'Nasolabial furrow'],
  ['open-lips', 'Open lips'],
  ['vertical-mouth-stretch', 'Vertical mouth stretch'],
  ['horizontal-mouth-stretch', 'Horizontal mouth stretch'],
  ['lip-purse', 'Lip purse'],
  ['taut-tongue', 'Taut tongue'],
  ['chin-quiver', 'Chin quiver'],
  ['tongue-protrusion', 'Tongue protrusion'],
];

/** Neonatal Facial Coding System. */
export const nfcs = defineScale({
  id: 'nfcs',
  version: 1,
  title: 'Neonatal Facial Coding System (NFCS)',
  purpose: 'facial activity of preterm and term neonates, coded as present or absent in a window of seconds',
  items: actions.map(([id, title]): ScaleItem => ({ id, title, range: [0, 1], modalities: ['face'] })),
  range: [0, 10],
  bandings: [
    {
      id: 'cutoff-3',
      title: '0-2 no pain, 3-10 pain (a score above 2)',
      bands: [
        { label: 'no-pain', from: 0, to: 2 },
        { label: 'pain', from: 3, to: 10 },
      ],
      source: {
        citation:
          'Randomised trial of venepuncture against friction in 70 term neonates, 1999, PMID 10488604: it counts neonates with NFCS > 2',
      },
    },
  ],
  source: grunau,
  notes: [
    'The system describes facial activity. Its authors gave no cut-off. The cut-off here comes from a single trial in term neonates.',
    'Some raters code 8 actions, others code 10. Do not compare sums of 8 actions with sums of 10.',
    'In term neonates, protrusion of the tongue is a sign that there is no pain.',
    'A study found that it separates degrees of distress, but not pain from other distress (doi:10.1016/j.jpain.2008.08.010).',
  ],
});
