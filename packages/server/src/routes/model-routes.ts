import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { WinceError } from '@wince/core';
import { NAME_KEY, predictionDocument, readRun } from '@wince/runtime';
import { givenNames, jobEntry, modelEntry, newModel, placeName } from '@wince/workbench';
import { z } from 'zod';
import { loggedName } from '../security/callers.ts';
import { problemOf, type Workbench } from '../workbench.ts';
import type { App } from './app.ts';
import { passingCopy } from './passing-copy.ts';
import { receiveFile } from './receive-file.ts';

type ModelEntry = z.infer<typeof modelEntry>;
const modelAnswer = z.object({
  /** SHA-256 of the `.wince` file. */
  model_sha256: z.string(),
  /** The version of wince that trained it. */
  model_version: z.string(),
  prediction: predictionDocument,
});

/** Models, and what a model makes of a recording that a device sends. */
export function addModelRoutes(app: App, bench: Workbench): void {
  const { project } = bench;

  app.get('/api/models', { schema: { response: { 200: z.array(modelEntry) } } }, async () => {
    const files = (await project.list()).filter(
      ({ place, kind }) => kind === 'file' && place.endsWith('.wince'),
    );
    return Promise.all(files.map(({ place }) => modelOf(bench, join(project.folder, place), place)));
  });

  app.post(
    '/api/models',
    {
      schema: {
        description: 'Fits a cell of a run on all its subjects, and writes the model into the project.',
        body: newModel,
        response: { 202: jobEntry },
      },
    },
    async ({ body: { run, cell }, caller }, reply) => {
      const { metrics } = await readRun(await project.inside(run));
      if (!metrics.cells.some((each) => each.cell === cell)) throw unknownCell(cell);
      return reply.code(202).send(bench.jobs.train(loggedName(caller), run, cell));
    },
  );

  app.get(
    '/api/models/file',
    {
      schema: {
        description: 'The file of a model: as it is, or with the names of its subjects as keyed hashes.',
        querystring: z.strictObject({ model: placeName, names: givenNames }),
        produces: ['application/octet-stream'],
      },
    },
    async ({ query: { model, names }, caller }, reply) => {
      if (!model.endsWith('.wince')) throw notAModel(model);
      const path = await project.inside(model);
      bench.audit.add(loggedName(caller), 'export model', { model, names });
      const name = encodeURIComponent(basename(path));
      const answer = reply
        .header('content-disposition', `attachment; filename*=UTF-8''${name}`)
        .type('application/octet-stream');
      if (names === 'kept') return answer.send(createReadStream(path));
      const key = join(project.folder, NAME_KEY);
      const copy = await passingCopy(project, {
        name: 'model.wince',
        async make(out) {
          await bench.predictions.run({ kind: 'model-copy', model: path, out, key });
        },
        read: (made) => createReadStream(made),
      });
      return answer.send(copy);
    },
  );

  app.post(
    '/api/predict',
    {
      schema: {
        description:
          'What a model makes of one picture or clip: its bytes are the body, as application/octet-stream. Nothing of it is kept.',
        querystring: z.strictObject({ model: placeName, name: z.string().max(200).default('recording') }),
        response: { 200: modelAnswer },
      },
    },
    async (request) => {
      const { model: id, name } = request.query;
      const path = await project.inside(id);
      const sha256 = await sha256OfFile(path);
      const prediction = await receiveFile(request, bench, name, (file, scratch) =>
        bench.predictions.run({
          ...{ kind: 'predict', path: file, name, model: path },
          ...{ cache: scratch, longest: bench.limits.seconds },
        }),
      );
      bench.audit.add(loggedName(request.caller), 'predict', { model: id, model_sha256: sha256 });
      return {
        model_sha256: sha256,
        ...answerOf(prediction),
      };
    },
  );
}

function unknownCell(cell: string): WinceError {
  return new WinceError('unknown-cell', `The run has no cell "${cell.slice(0, 300)}".`, {
    hint: 'Its cells are those of its table.',
  });
}

function notAModel(model: string): WinceError {
  return new WinceError('not-in-project', `"${model.slice(0, 200)}" is not a model of the project.`, {
    hint: 'Name a file that ends in .wince; /api/models lists them.',
  });
}

async function modelOf({ predictions }: Workbench, path: string, id: string): Promise<ModelEntry> {
  const sha256 = await sha256OfFile(path);
  try {
    const card = modelEntry.shape.card.parse(await predictions.run({ kind: 'card', model: path }));
    return { id, sha256, problem: null, card };
  } catch (error) {
    return { id, sha256, problem: problemOf(error), card: null };
  }
}

function answerOf(given: unknown): Omit<z.infer<typeof modelAnswer>, 'model_sha256'> {
  const prediction = predictionDocument.parse(given);
  return { model_version: prediction.model.version, prediction };
}

async function sha256OfFile(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}
