import { defineScale } from '../scale.ts';

const vanDijk = {
  citation:
    'van Dijk M, Roofthooft DWE, Anand KJS, et al. Taking up the challenge of measuring prolonged pain in (premature) neonates: the COMFORTneo scale seems promising. Clinical Journal of Pain 2009;25(7):607-616',
  doi: '10.1097/AJP.0b013e3181a5b52a',
};

/** COMFORTneo scale. */
export const comfortNeo = defineScale({
  id: 'comfort-neo',
  version: 1,
  title: 'COMFORTneo scale',
  purpose: 'prolonged pain and distress of preterm and term neonates in intensive care',
  items: [
    { id: 'alertness', title: 'Alertness', range: [1, 5], modalities: ['state'] },
    { id: 'calmness', title: 'Calmness, agitation', range: [1, 5], modalities: ['state'] },
    {
      id: 'respiration-or-cry',
      title: 'Respiratory response of a ventilated neonate, or crying of another neonate',
      range: [1, 5],
      modalities: ['breathing', 'cry'],
    },
    { id: 'movement', title: 'Body movement', range: [1, 5], modalities: ['movement'] },
    { id: 'facial-tension', title: 'Facial tension', range: [1, 5], modalities: ['face'] },
    { id: 'tone', title: 'Muscle tone', range: [1, 5], modalities: ['tone'] },
  ],
  range: [6, 30],
  bandings: [
    {
      id: 'cutoff-14',
      title: '6-8 oversedated, 9-13 no pain, 14-30 pain',
      bands: [
        { label: 'not-assessable', from: 6, to: 8, title: 'possible oversedation' },
        { label: 'no-pain', from: 9, to: 13 },
        { label: 'pain', from: 14, to: 30 },
      ],
      source: { ...vanDijk, via: 'secondary literature' },
    },
  ],
  source: vanDijk,
  notes: [
    'It separates distress from comfort better than pain from distress. At the bedside, nurses use it together with a numeric rating of pain.',
  ],
});
