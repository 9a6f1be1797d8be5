import { join } from 'node:path';
import { sampleName, scales } from '@wince/core';
import { NAME_KEY, openNameKey } from '@wince/runtime';
import {
  CHOICES,
  givenLabel,
  givenNames,
  newLabel,
  placeName,
  raterName,
  raterPair,
  scaleForm,
} from '@wince/workbench';
import { z } from 'zod';
import { loggedName } from '../security/callers.ts';
import { agreementOfRaters } from '../state/agreement.ts';
import { CHOICE } from '../state/annotations.ts';
import { labelsTable } from '../state/labels-table.ts';
import type { Workbench } from '../workbench.ts';
import type { App } from './app.ts';
import { datasetOf, sampleOf } from './project-data.ts';

const asked = z.strictObject({ dataset: placeName, scale: z.string().max(40), who: raterName });

/** The scales, and the simple choice in front of them. */
const forms: readonly z.infer<typeof scaleForm>[] = [
  {
    id: CHOICE,
    title: 'One choice: pain, no pain, cannot tell',
    purpose: 'a plain judgement of a picture or clip, without a scale',
    items: [
      { id: CHOICE, title: 'What do you see?', least: 0, most: CHOICES.length - 1, words: [...CHOICES] },
    ],
    notes: [],
    source: 'own',
  },
  ...scales.entries.map(({ id, title, purpose, items, notes, source }) => ({
    ...{ id, title, purpose, notes, source: source.citation },
    items: items.map((item) => ({
      ...{ id: item.id, title: item.title, least: item.range[0], most: item.range[1], words: [] },
    })),
  })),
];

/** Labels of raters, blinded, and how well raters agree. */
export function addLabelRoutes(app: App, bench: Workbench): void {
  app.get('/api/scales', { schema: { response: { 200: z.array(scaleForm) } } }, async () => [...forms]);

  app.get(
    '/api/labels',
    {
      schema: {
        description:
          'The labels that one rater has given. Those of others are not told: a second rater is blinded.',
        querystring: asked,
        response: { 200: z.array(givenLabel) },
      },
    },
    async ({ query: { dataset, scale, who } }) => {
      await bench.project.inside(dataset);
      return [...bench.annotations.labels(dataset, scale, who)];
    },
  );

  app.get(
    '/api/labels/table',
    {
      schema: {
        description: 'All labels of a data set by a scale, of all raters, as CSV.',
        querystring: z.strictObject({ dataset: placeName, scale: z.string().max(40), names: givenNames }),
        produces: ['text/csv'],
      },
    },
    async ({ query: { dataset, scale, names }, caller }, reply) => {
      const { samples } = await datasetOf(bench, dataset);
      const subjects = new Map(samples.map((sample) => [sampleName(sample), sample.subject]));
      const key = names === 'hashed' ? await openNameKey(join(bench.project.folder, NAME_KEY)) : null;
      bench.audit.add(loggedName(caller), 'export labels', { dataset, scale, names });
      return reply
        .header('content-disposition', 'attachment; filename="labels.csv"')
        .type('text/csv; charset=utf-8')
        .send(labelsTable(bench.annotations.labels(dataset, scale), subjects, key));
    },
  );

  app.post('/api/labels', { schema: { body: newLabel, response: { 200: givenLabel } } }, async ({ body }) => {
    sampleOf(await datasetOf(bench, body.dataset), body.sample);
    return bench.annotations.addLabel(body);
  });

  app.get(
    '/api/agreement',
    {
      schema: {
        description: 'How each two raters agree. The first label of each rater of each item counts.',
        querystring: asked,
        response: { 200: z.array(raterPair) },
      },
    },
    async ({ query: { dataset: id, scale, who } }) => {
      const dataset = await datasetOf(bench, id);
      const subjects = new Map(dataset.samples.map((sample) => [sampleName(sample), sample.subject]));
      return [...agreementOfRaters(bench.annotations.labels(id, scale), subjects, who)];
    },
  );
}
