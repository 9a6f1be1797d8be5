import { defineScale } from '../scale.ts';

const debillon = {
  citation:
    'Debillon T, Zupan V, Ravault N, Magny JF, Dehan M. Development and initial validation of the EDIN scale, a new tool for assessing prolonged pain in preterm infants. Archives of Disease in Childhood, Fetal and Neonatal Edition 2001;85(1):F36-F41',
  doi: '10.1136/fn.85.1.F36',
};

/** Échelle Douleur Inconfort Nouveau-né. */
export const edin = defineScale({
  id: 'edin',
  version: 1,
  title: 'Échelle Douleur Inconfort Nouveau-né (EDIN)',
  purpose: 'prolonged pain of preterm neonates, after hours of observation',
  items: [
    { id: 'face', title: 'Facial activity', range: [0, 3], modalities: ['face'] },
    { id: 'body', title: 'Body movement', range: [0, 3], modalities: ['movement', 'tone'] },
    { id: 'sleep', title: 'Quality of sleep', range: [0, 3], modalities: ['sleep'] },
    { id: 'contact', title: 'Quality of contact', range: [0, 3], modalities: ['contact'] },
    { id: 'consolability', title: 'Consolability', range: [0, 3], modalities: ['consolability'] },
  ],
  range: [0, 15],
  bandings: [
    {
      id: 'cutoff-7',
      title: '0-6 no pain, 7-15 pain (a score above 6)',
      bands: [
        { label: 'no-pain', from: 0, to: 6 },
        { label: 'pain', from: 7, to: 15 },
      ],
      source: { ...debillon, via: 'doi:10.1155/2017/9253710: "scores > 6 suggested pain"' },
    },
    {
      id: 'cutoff-5',
      title: '0-4 no pain, 5-15 pain (a score above 4, at some sites)',
      bands: [
        { label: 'no-pain', from: 0, to: 4 },
        { label: 'pain', from: 5, to: 15 },
      ],
      source: { ...debillon, via: 'nursing protocols in French that treat above 4 of 15' },
    },
  ],
  source: debillon,
  notes: [
    'A score describes the hours before it, not the moment. It can label a period of observation, but not a single picture.',
    'It was not made for the pain of a procedure.',
  ],
});
