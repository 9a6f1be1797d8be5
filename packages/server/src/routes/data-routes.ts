import { WinceError } from '@wince/core';
import { createDataset, recordingKind } from '@wince/runtime';
import {
  checkedFinding,
  datasetEntry,
  datasetRow,
  jobEntry,
  newDataset,
  newExclusion,
  placeName,
  sampleId,
} from '@wince/workbench';
import { z } from 'zod';
import { loggedName } from '../security/callers.ts';
import type { Workbench } from '../workbench.ts';
import type { App } from './app.ts';
import { blindedRow, datasetOf, listDatasets, recordingOf, rowsOf, sampleOf } from './project-data.ts';

/** Pixels of the longer side in which pictures are given. */
const SIDES = ['160', '320', '640', '1280'] as const;
const ofDataset = z.strictObject({ dataset: placeName });

/** Data sets: list, make, check, show, leave rows out. */
export function addDataRoutes(app: App, bench: Workbench): void {
  app.get('/api/datasets', { schema: { response: { 200: z.array(datasetEntry) } } }, async () => [
    ...(await listDatasets(bench)),
  ]);

  app.get('/api/folders', { schema: { response: { 200: z.array(placeName) } } }, async () =>
    (await bench.project.list()).filter(({ kind }) => kind === 'folder').map(({ place }) => place),
  );

  app.post(
    '/api/datasets',
    { schema: { body: newDataset, response: { 200: z.object({ rows: z.int(), left_over: z.int() }) } } },
    async ({ body, caller }) => {
      const { folder, pattern, positive } = body;
      const place = await bench.project.inside(folder);
      const { rows, unmatched, others } = await createDataset(place, { pattern, positive: [positive] });
      bench.audit.add(loggedName(caller), 'make data set', body);
      return { rows, left_over: unmatched.length + others.length };
    },
  );

  app.get(
    '/api/datasets/rows',
    { schema: { querystring: ofDataset, response: { 200: z.array(datasetRow) } } },
    async ({ query: { dataset }, caller }) => {
      const rows = rowsOf(bench, dataset, await datasetOf(bench, dataset));
      return caller.standing === 'rater' ? rows.map(blindedRow) : rows;
    },
  );

  app.get(
    '/api/datasets/findings',
    { schema: { querystring: ofDataset, response: { 200: z.array(checkedFinding).nullable() } } },
    async ({ query: { dataset } }) => {
      await bench.project.inside(dataset);
      const found = bench.looks.findings(dataset);
      return found && [...found];
    },
  );

  app.post(
    '/api/datasets/check',
    { schema: { body: ofDataset, response: { 202: jobEntry } } },
    async ({ body: { dataset }, caller }, reply) => {
      await datasetOf(bench, dataset);
      return reply.code(202).send(bench.jobs.check(loggedName(caller), dataset));
    },
  );

  app.post(
    '/api/datasets/exclusions',
    { schema: { body: newExclusion, response: { 200: z.object({ added: z.literal(true) }) } } },
    async ({ body }) => {
      sampleOf(await datasetOf(bench, body.dataset), body.sample);
      bench.annotations.addExclusion(body);
      return { added: true as const };
    },
  );

  app.get(
    '/api/picture',
    {
      schema: {
        querystring: z.strictObject({ dataset: placeName, sample: sampleId, side: z.enum(SIDES) }),
        produces: ['image/jpeg'],
      },
    },
    async ({ query }, reply) => {
      const dataset = await datasetOf(bench, query.dataset);
      const sample = sampleOf(dataset, query.sample);
      const path = await recordingOf(bench, dataset, sample);
      const kind = await recordingKind(path);
      if (kind === 'sound' || kind === 'unknown') {
        throw new WinceError('not-a-picture', `${sample.path} is neither a picture nor a video.`, {
          hint: 'Open it with another program.',
        });
      }
      const start = kind === 'picture' ? null : (sample.start ?? 0);
      const jpeg = await bench.pictures.run({ kind: 'picture', path, side: Number(query.side), start });
      if (!(jpeg instanceof Uint8Array)) throw new Error('the process gave no picture');
      return reply.type('image/jpeg').send(Buffer.from(jpeg));
    },
  );
}
