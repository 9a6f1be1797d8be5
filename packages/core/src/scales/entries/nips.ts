import { defineScale } from '../scale.ts';

const lawrence = {
  citation:
    'Lawrence J, Alcock D, McGrath P, et al. The development of a tool to assess neonatal pain. Neonatal Network 1993;12(6):59-66',
};

/** Neonatal Infant Pain Scale. */
export const nips = defineScale({
  id: 'nips',
  version: 1,
  title: 'Neonatal Infant Pain Scale (NIPS)',
  purpose: 'acute (procedural) pain of preterm and term neonates, observed for one minute',
  items: [
    { id: 'facial-expression', title: 'Facial expression', range: [0, 1], modalities: ['face'] },
    { id: 'cry', title: 'Cry', range: [0, 2], modalities: ['cry'] },
    { id: 'breathing', title: 'Breathing pattern', range: [0, 1], modalities: ['breathing'] },
    { id: 'arms', title: 'Arms', range: [0, 1], modalities: ['movement', 'tone'] },
    { id: 'legs', title: 'Legs', range: [0, 1], modalities: ['movement', 'tone'] },
    { id: 'arousal', title: 'State of arousal', range: [0, 1], modalities: ['state'] },
  ],
  range: [0, 7],
  bandings: [
    {
      id: 'three-bands',
      title: '0-2 no pain, 3-4 middle, 5-7 pain',
      bands: [
        { label: 'no-pain', from: 0, to: 2 },
        { label: 'middle', from: 3, to: 4, title: 'mild to moderate pain' },
        { label: 'pain', from: 5, to: 7, title: 'severe pain' },
      ],
      source: {
        ...lawrence,
        via: 'the interpretation table that clinical summaries print under this citation',
      },
    },
    {
      id: 'cutoff-4',
      title: '0-3 no pain, 4-7 pain (a score above 3)',
      bands: [
        { label: 'no-pain', from: 0, to: 3 },
        { label: 'pain', from: 4, to: 7 },
      ],
      source: { ...lawrence, via: 'doi:10.1002/bco2.223, table 1: "a score greater than 3 indicates pain"' },
    },
    {
      id: 'cutoff-3',
      title: '0-2 no pain, 3-7 pain',
      bands: [
        { label: 'no-pain', from: 0, to: 2 },
        { label: 'pain', from: 3, to: 7 },
      ],
      source: {
        ...lawrence,
        via: 'the same interpretation table as for three bands, with its middle band counted as pain',
      },
    },
  ],
  source: lawrence,
  notes: [
    'A silent cry of an intubated neonate is scored from the movement of mouth and face, so the cry item can also come from the face.',
    'A neonate who is too ill to respond or who is paralysed can score falsely low.',
  ],
});
