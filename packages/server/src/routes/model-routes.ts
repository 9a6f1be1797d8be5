import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { networkCatalogue, predictionDocument } from '@wince/runtime';
import { modelEntry, networkEntry, placeName } from '@wince/workbench';
import { z } from 'zod';
import { problemOf, type Workbench } from '../workbench.ts';
import type { App } from './app.ts';
import { receiveFile } from './receive-file.ts';

type ModelEntry = z.infer<typeof modelEntry>;
const modelAnswer = z.object({
  /** SHA-256 of the `.wince` file. */
  model_sha256: z.string(),
  /** The version of wince that trained it. */
  model_version: z.string(),
  prediction: predictionDocument,
});

/** Models and networks, and what a model makes of a recording that a device sends. */
export function addModelRoutes(app: App, bench: Workbench): void {
  const { project } = bench;

  app.get('/api/models', { schema: { response: { 200: z.array(modelEntry) } } }, async () => {
    const files = (await project.list()).filter(
      ({ place, kind }) => kind === 'file' && place.endsWith('.wince'),
    );
    return Promise.all(files.map(({ place }) => modelOf(bench, join(project.folder, place), place)));
  });

  app.get('/api/networks', { schema: { response: { 200: z.array(networkEntry) } } }, async () => {
    const { entries } = await networkCatalogue();
    return entries.map(({ id, title, domain, taps, licence, source }) => ({
      ...{ id, title, domain, licence, layers: taps.length },
      source: 'package' in source ? source.package : source.kind,
    }));
  });

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
      bench.audit.add('a program or the page', 'predict', { model: id, model_sha256: sha256 });
      return {
        model_sha256: sha256,
        ...answerOf(prediction),
      };
    },
  );
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
