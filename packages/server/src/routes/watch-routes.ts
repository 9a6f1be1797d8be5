import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { monitorEvent, placeName, watchedModel, watchedNetwork } from '@wince/workbench';
import { z } from 'zod';
import type { Workbench } from '../workbench.ts';
import type { App } from './app.ts';

const ofNetwork = z.strictObject({
  network: z.string().min(1).max(200),
  /** Names with commas between them. */
  taps: z.string().min(1).max(2000),
});
const networkAnswer = watchedNetwork.extend({ onnx: z.instanceof(Uint8Array) });

/** What the page needs to watch a video itself: the frames never come here. */
export function addWatchRoutes(app: App, bench: Workbench): void {
  const { project, predictions, cache, audit } = bench;

  app.get(
    '/api/watch/model',
    {
      schema: {
        description: 'A model with all that a page needs to score frames with it.',
        querystring: z.strictObject({ model: placeName }),
        response: { 200: watchedModel },
      },
    },
    async ({ query: { model } }) => {
      const path = await project.inside(model);
      const model_sha256 = createHash('sha256')
        .update(await readFile(path))
        .digest('hex');
      const found = await predictions.run({ kind: 'page-model', model: path, cache });
      return { ...watchedModel.omit({ model_sha256: true }).parse(found), model_sha256 };
    },
  );

  const networkOf = async ({ network, taps }: z.infer<typeof ofNetwork>) =>
    networkAnswer.parse(await predictions.run({ kind: 'network', network, taps: taps.split(','), cache }));

  app.get(
    '/api/watch/network',
    { schema: { querystring: ofNetwork, response: { 200: watchedNetwork } } },
    async ({ query }) => networkOf(query),
  );

  app.get(
    '/api/watch/network/onnx',
    { schema: { querystring: ofNetwork, produces: ['application/octet-stream'] } },
    async ({ query }, reply) => {
      const { onnx } = await networkOf(query);
      return reply.type('application/octet-stream').send(Buffer.from(onnx));
    },
  );

  app.post(
    '/api/watch/events',
    { schema: { body: monitorEvent, response: { 200: z.object({ added: z.literal(true) }) } } },
    async ({ body: { who, event, model, at } }) => {
      await project.inside(model);
      audit.add(who, `monitor: ${event}`, { model, at });
      return { added: true as const };
    },
  );
}
