import { defineScale, type ItemSteps, type ScaleItem } from '../scale.ts';

const stevens1996 = {
  citation:
    'Stevens B, Johnston C, Petryshen P, Taddio A. Premature Infant Pain Profile: development and initial validation. Clinical Journal of Pain 1996;12(1):13-22',
  doi: '10.1097/00002508-199603000-00004',
};
const stevens2014 = {
  citation:
    'Stevens BJ, Gibbins S, Yamada J, et al. The Premature Infant Pain Profile-Revised (PIPP-R): initial validation and feasibility. Clinical Journal of Pain 2014;30(3):238-243',
  doi: '10.1097/AJP.0b013e3182906aed',
};
const stepsSource = { ...stevens1996, via: 'doi:10.1186/s12887-020-2020-7, table 1' };

function shareOfWindow(quantity: string): ItemSteps {
  return {
    quantity,
    unit: '% of the window',
    reached: 'at-least',
    thresholds: [10, 40, 70],
    source: stepsSource,
  };
}

const items: ScaleItem[] = [
  { id: 'gestational-age', title: 'Gestational age', range: [0, 3], modalities: ['gestational-age'] },
  { id: 'state', title: 'Behavioural state before the event', range: [0, 3], modalities: ['state'] },
  { id: 'heart-rate', title: 'Rise of the heart rate', range: [0, 3], modalities: ['heart-rate'] },
  { id: 'saturation', title: 'Fall of the oxygen saturation', range: [0, 3], modalities: ['saturation'] },
  { id: 'brow-bulge', title: 'Brow bulge', range: [0, 3], modalities: ['face'] },
  { id: 'eye-squeeze', title: 'Eye squeeze', range: [0, 3], modalities: ['face'] },
  { id: 'nasolabial-furrow', title: 'Nasolabial furrow', range: [0, 3], modalities: ['face'] },
];

const steps: Readonly<Record<string, ItemSteps>> = {
  'gestational-age': {
    quantity: 'gestational age',
    unit: 'weeks',
    reached: 'below',
    thresholds: [36, 32, 28],
    source: stepsSource,
  },
  'heart-rate': {
    quantity: 'rise of the largest heart rate over baseline',
    unit: 'beats/min',
    reached: 'at-least',
    thresholds: [5, 15, 25],
    source: stepsSource,
  },
  saturation: {
    quantity: 'fall of the least saturation under baseline',
    unit: 'percentage points',
    reached: 'at-least',
    thresholds: [2.5, 5, 7.5],
    source: stepsSource,
  },
  'brow-bulge': shareOfWindow('time with brow bulge'),
  'eye-squeeze': shareOfWindow('time with eye squeeze'),
  'nasolabial-furrow': shareOfWindow('time with nasolabial furrow'),
};

const threeBands = {
  id: 'three-bands',
  title: '0-6 no or minimal pain, 7-12 middle, 13-21 pain',
  bands: [
    { label: 'no-pain' as const, from: 0, to: 6, title: 'no or minimal pain' },
    { label: 'middle' as const, from: 7, to: 12, title: 'slight to moderate pain' },
    { label: 'pain' as const, from: 13, to: 21, title: 'severe pain' },
  ],
};
const cutoff7 = {
  id: 'cutoff-7',
  title: '0-6 no pain, 7-21 pain',
  bands: [
    { label: 'no-pain' as const, from: 0, to: 6 },
    { label: 'pain' as const, from: 7, to: 21 },
  ],
};

/** Premature Infant Pain Profile. */
export const pipp = defineScale({
  id: 'pipp',
  version: 1,
  title: 'Premature Infant Pain Profile (PIPP)',
  purpose: 'acute pain of preterm and term neonates; 15 s before and 30 s after the event',
  items: items.map((item) => (steps[item.id] ? { ...item, steps: steps[item.id] } : item)),
  range: [0, 21],
  bandings: [
    { ...threeBands, source: { ...stevens1996, via: 'secondary literature' } },
    {
      ...cutoff7,
      source: { ...stevens1996, via: 'secondary literature, with the middle band counted as pain' },
    },
  ],
  source: stevens1996,
  notes: [
    'Gestational age and state give points before anything happens: a very preterm, sleeping neonate scores 6 without a response.',
  ],
});

/** Premature Infant Pain Profile, revised. */
export const pippR = defineScale({
  id: 'pipp-r',
  version: 1,
  title: 'Premature Infant Pain Profile, Revised (PIPP-R)',
  purpose: 'acute pain of preterm and term neonates',
  items,
  range: [0, 21],
  bandings: [
    { ...threeBands, source: { ...stevens2014, via: 'the bands of PIPP, which are in use for PIPP-R' } },
    { ...cutoff7, source: { ...stevens2014, via: 'the bands of PIPP, which are in use for PIPP-R' } },
  ],
  source: stevens2014,
  notes: [
    'Gestational age and state are counted only if the sum of the other five items is more than 0.',
    'The thresholds of its items are not stored here. A source was found only for those of PIPP.',
  ],
});
