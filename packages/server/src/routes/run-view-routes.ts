import { join } from 'node:path';
import { Readable } from 'node:stream';
import { NAME_KEY, readManifest, readSpecification } from '@wince/runtime';
import {
  comparedRuns,
  givenFaces,
  givenNames,
  placeName,
  runPlan,
  sampleId,
  wrongRows,
} from '@wince/workbench';
import { z } from 'zod';
import { keptRowsOf } from '../project/kept-rows.ts';
import { loggedName } from '../security/callers.ts';
import { REPORT_POLICY } from '../security/headers.ts';
import type { Workbench } from '../workbench.ts';
import type { App } from './app.ts';
import { passingCopy } from './passing-copy.ts';
import { zippedFolder } from './zipped-folder.ts';

const cellName = z.string().min(1).max(500);
const ofRun = z.strictObject({ run: placeName });
const ofCell = z.strictObject({ run: placeName, cell: cellName });

/** What a page shows of experiments and runs beside their tables, and what can be taken along of a run. */
export function addRunViewRoutes(app: App, bench: Workbench): void {
  const { project, predictions, cache, audit } = bench;

  app.get(
    '/api/experiments/plan',
    {
      schema: {
        description:
          'What a run of an experiment would do and cost, without the rows that are left out. Nothing is started.',
        querystring: z.strictObject({ experiment: placeName }),
        response: { 200: runPlan },
      },
    },
    async ({ query }) => {
      const experiment = await project.inside(query.experiment);
      const asked = await readSpecification(experiment);
      const dataset = await keptRowsOf(asked.dataset, query.experiment, bench);
      const task = { kind: 'run-view', view: 'plan', experiment, dataset, cache } as const;
      return runPlan.parse(await predictions.run(task));
    },
  );

  app.get(
    '/api/runs/compare',
    {
      schema: {
        description:
          'Two runs side by side: what differs in data, parameters and program, and their cells, paired by subject.',
        querystring: z.strictObject({ first: placeName, second: placeName }),
        response: { 200: comparedRuns },
      },
    },
    async ({ query }) => {
      const [first, second] = [await project.inside(query.first), await project.inside(query.second)];
      return comparedRuns.parse(await predictions.run({ kind: 'run-view', view: 'compare', first, second }));
    },
  );

  app.get(
    '/api/runs/wrong',
    {
      schema: {
        description:
          'The rows that a cell of a run decides wrongly, those with scores farthest from the threshold first.',
        querystring: ofCell,
        response: { 200: wrongRows },
      },
    },
    async ({ query: { run: id, cell } }) => {
      const run = await project.inside(id);
      const found = wrongRows.parse(await predictions.run({ kind: 'run-view', view: 'wrong', run, cell }));
      const home = (found.dataset ?? '').replace(/[\\/]dataset(\.[\w-]+)?\.csv$/, '');
      return { ...found, dataset: project.placeOf(home) };
    },
  );

  app.get(
    '/explanation',
    {
      schema: {
        description:
          'Why a row of a run has its score, as a page. It fits the model of its fold again, which takes a while.',
        querystring: ofCell.extend({ sample: sampleId }),
        produces: ['text/html'],
      },
    },
    async ({ query: { run: id, cell, sample }, caller }, reply) => {
      const run = await project.inside(id);
      const asked = { kind: 'run-view', view: 'explanation', run, cell, sample, cache } as const;
      const html = z.string().parse(await predictions.run(asked));
      audit.add(loggedName(caller), 'open explanation', { run: id, cell, sample });
      return reply
        .header('content-security-policy', REPORT_POLICY)
        .header('cross-origin-embedder-policy', 'unsafe-none')
        .type('text/html; charset=utf-8')
        .send(html);
    },
  );

  app.get(
    '/api/runs/methods',
    {
      schema: {
        description: 'The methods of a run in words, as Markdown.',
        querystring: ofRun,
        produces: ['text/markdown'],
      },
    },
    async ({ query }, reply) => {
      const run = await project.inside(query.run);
      const text = z.string().parse(await predictions.run({ kind: 'run-view', view: 'methods', run }));
      return reply
        .header('content-disposition', 'attachment; filename="methods.md"')
        .type('text/markdown; charset=utf-8')
        .send(text);
    },
  );

  app.get(
    '/api/runs/archive',
    {
      schema: {
        description:
          'A run folder as a ZIP: as it is, or with names as keyed hashes, and with faces drawn, blurred or left out.',
        querystring: ofRun.extend({ names: givenNames, faces: givenFaces }),
        produces: ['application/zip'],
      },
    },
    async ({ query: { names, faces, ...query }, caller }, reply) => {
      const run = await project.inside(query.run);
      await readManifest(run);
      audit.add(loggedName(caller), 'export run', { run: query.run, names, faces });
      const answer = reply
        .header('content-disposition', 'attachment; filename="run.zip"')
        .type('application/zip');
      if (names === 'kept' && faces === 'kept') return answer.send(Readable.from(zippedFolder(run)));
      const key = join(project.folder, NAME_KEY);
      const asked = { run, names, faces, key, cache };
      const copy = await passingCopy(project, {
        name: 'run',
        async make(out) {
          await predictions.run({ kind: 'run-view', view: 'copy', out, ...asked });
        },
        read: zippedFolder,
      });
      return answer.send(copy);
    },
  );
}
