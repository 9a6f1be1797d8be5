import { recordingKind, splitRow } from '@wince/runtime';
import { clipFrames, newSplit, placeName, sampleId, seenClip } from '@wince/workbench';
import { z } from 'zod';
import type { Workbench } from '../workbench.ts';
import type { App } from './app.ts';
import { datasetOf, recordingOf, sampleOf } from './project-data.ts';

/** Pixels of the longer side of a frame. */
const SIDE = 640;
/** Seconds of a clip that are given at a time. */
const STRETCH = 1;

const ofSample = z.strictObject({ dataset: placeName, sample: sampleId });
const described = z.object({ duration: z.number().nullable(), frame_rate: z.number() });
const decoded = z.object({
  frames: z.array(z.object({ time: z.number(), jpeg: z.instanceof(Uint8Array) })),
});

/** Clips frame by frame, for whoever marks when something begins in them. */
export function addClipRoutes(app: App, bench: Workbench): void {
  const found = async (asked: z.infer<typeof ofSample>) => {
    const dataset = await datasetOf(bench, asked.dataset);
    const sample = sampleOf(dataset, asked.sample);
    return { sample, path: await recordingOf(bench, dataset, sample) };
  };

  app.get(
    '/api/clip',
    {
      schema: {
        description: 'Where a clip begins and ends, and its frames a second; null for a picture.',
        querystring: ofSample,
        response: { 200: z.object({ clip: seenClip.nullable() }) },
      },
    },
    async ({ query }) => {
      const { sample, path } = await found(query);
      if ((await recordingKind(path)) !== 'video') return { clip: null };
      const told = described.parse(await bench.pictures.run({ kind: 'clip', what: 'description', path }));
      const start = sample.start ?? 0;
      const end = sample.end ?? told.duration ?? start;
      return { clip: { start, end, frame_rate: told.frame_rate } };
    },
  );

  app.get(
    '/api/clip/frames',
    {
      schema: {
        description: `The frames of ${STRETCH} s of a clip from a moment on, each with its time and as a JPEG in base64.`,
        querystring: ofSample.extend({ from: z.coerce.number().nonnegative().max(1e6) }),
        response: { 200: clipFrames },
      },
    },
    async ({ query }) => {
      const { sample, path } = await found(query);
      const from = Math.max(query.from, sample.start ?? 0);
      const to = Math.min(query.from + STRETCH, sample.end ?? Number.POSITIVE_INFINITY);
      if (to <= from) return { frames: [] };
      const task = { kind: 'clip', what: 'frames', path, from, to, side: SIDE } as const;
      const { frames } = decoded.parse(await bench.pictures.run(task));
      return {
        frames: frames.map(({ time, jpeg }) => ({ time, jpeg: Buffer.from(jpeg).toString('base64') })),
      };
    },
  );
  // One after the other: each reads the table that the one before it has written.
  let last: Promise<unknown> = Promise.resolve();
  app.post(
    '/api/datasets/split',
    {
      schema: {
        description: 'Makes two rows of one clip. The table as it was before the first split is kept.',
        body: newSplit,
        response: { 200: z.object({ samples: z.tuple([sampleId, sampleId]) }) },
      },
    },
    async ({ body }) => {
      const { dataset, sample, at, labels, who } = body;
      const { path } = await found({ dataset, sample });
      const told = described.parse(await bench.pictures.run({ kind: 'clip', what: 'description', path }));
      const place = await bench.project.inside(dataset);
      const next = last.then(() => splitRow(place, { sample, at, labels, duration: told.duration }));
      last = next.catch(() => undefined);
      const [first, second] = await next;
      bench.audit.add(who, 'split clip', { dataset, sample, at, labels });
      return { samples: [first, second] as [string, string] };
    },
  );
}
