import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { planCells } from '@wince/core';
import { readManifest, readRun, readSpecification } from '@wince/runtime';
import { experimentEntry, jobEntry, placeName, runEntry, tableCell } from '@wince/workbench';
import { z } from 'zod';
import { type Callers, loggedName } from '../security/callers.ts';
import { REPORT_POLICY } from '../security/headers.ts';
import { problemOf, type Workbench } from '../workbench.ts';
import type { App } from './app.ts';

type ExperimentEntry = z.infer<typeof experimentEntry>;
type RunEntry = z.infer<typeof runEntry>;
const ofRun = z.strictObject({ run: placeName });
const ofJob = z.strictObject({ job: z.uuid() });

/** Experiments, their runs, and long work as it goes on. */
export function addExperimentRoutes(app: App, bench: Workbench, callers: Callers): void {
  const { project, jobs, audit } = bench;

  app.get('/api/experiments', { schema: { response: { 200: z.array(experimentEntry) } } }, async () => {
    const files = (await project.list()).filter(
      ({ place, kind }) => kind === 'file' && /\.ya?ml$/.test(place) && !/(^|\/)dataset\.yaml$/.test(place),
    );
    return Promise.all(files.map(({ place }) => experimentOf(bench, place)));
  });

  app.post(
    '/api/runs',
    { schema: { body: z.strictObject({ experiment: placeName }), response: { 202: jobEntry } } },
    async ({ body: { experiment }, caller }, reply) => {
      await readSpecification(await project.inside(experiment));
      return reply.code(202).send(jobs.run(loggedName(caller), experiment));
    },
  );

  app.get('/api/runs', { schema: { response: { 200: z.array(runEntry) } } }, async () => {
    const manifests = (await project.list()).filter(
      ({ place, kind }) => kind === 'file' && /\/manifest\.json$/.test(place),
    );
    const runs = await Promise.all(
      manifests.map(({ place }) => runOf(bench, place.slice(0, -'/manifest.json'.length))),
    );
    return runs.toSorted((a, b) => (a.began < b.began ? 1 : -1));
  });

  app.get(
    '/api/runs/table',
    { schema: { querystring: ofRun, response: { 200: z.array(tableCell) } } },
    async ({ query: { run } }) => {
      const { metrics } = await readRun(await project.inside(run));
      return metrics.cells.map(({ cell, samples, subjects, ci95, abstention, ...values }) => {
        const figure = (name: 'accuracy' | 'balanced_accuracy' | 'auc') => {
          const interval = ci95[name];
          return { value: values[name], ci95: interval && ([...interval] as [number, number]) };
        };
        return {
          ...{ cell, samples, subjects, accuracy: figure('accuracy') },
          ...{ balanced_accuracy: figure('balanced_accuracy'), auc: figure('auc') },
          abstains: abstention != null,
        };
      });
    },
  );

  app.get(
    '/report',
    { schema: { querystring: ofRun, produces: ['text/html'] } },
    async ({ query, caller }, reply) => {
      const { run } = query;
      await readManifest(await project.inside(run));
      const html = await readFile(await project.inside(`${run}/report.html`));
      audit.add(loggedName(caller), 'open report', { run });
      return reply
        .header('content-security-policy', REPORT_POLICY)
        .header('cross-origin-embedder-policy', 'unsafe-none')
        .type('text/html; charset=utf-8')
        .send(html);
    },
  );

  app.get('/api/jobs', { schema: { response: { 200: z.array(jobEntry) } } }, async () => [...jobs.list()]);

  app.post(
    '/api/jobs/stop',
    { schema: { body: ofJob, response: { 200: z.object({ stopping: z.literal(true) }) } } },
    async ({ body: { job }, caller }) => {
      jobs.stop(loggedName(caller), job);
      return { stopping: true as const };
    },
  );

  app.get(
    '/api/jobs/events',
    {
      schema: {
        description: 'Server-sent events of a job: what it has told so far, and what it tells from now on.',
        querystring: ofJob,
        produces: ['text/event-stream'],
      },
    },
    async ({ query: { job }, caller, headers }, reply) => {
      const { raw } = reply;
      const waiting: string[] = [];
      let send = (text: string) => void waiting.push(text);
      const end = jobs.watch(job, (event) => send(`data: ${JSON.stringify(event)}\n\n`));
      reply.hijack();
      raw.writeHead(200, { ...headersOf(reply.getHeaders()), 'content-type': 'text/event-stream' });
      for (const text of waiting) raw.write(text);
      send = (text) => {
        // Who does not read is not waited for: the page asks again, and is told all.
        // Who has signed out meanwhile, or has another role, hears no more.
        if (raw.writableLength > 1_000_000 || callers.of(headers).standing !== caller.standing) raw.destroy();
        else raw.write(text);
      };
      raw.on('close', end);
    },
  );
}

function headersOf(
  headers: Record<string, number | string | string[] | undefined>,
): Record<string, string | number | string[]> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

async function experimentOf({ project }: Workbench, id: string): Promise<ExperimentEntry> {
  try {
    const specification = await readSpecification(join(project.folder, id));
    const home = specification.dataset.replace(/[\\/]dataset\.csv$/, '');
    const { protocol } = specification;
    return {
      ...{ id, dataset: project.placeOf(home), problem: null },
      cells: planCells(specification, (family) => String(family)).length,
      protocol: typeof protocol === 'string' ? protocol : JSON.stringify(protocol),
    };
  } catch (error) {
    return { id, dataset: null, cells: 0, protocol: '', problem: problemOf(error) };
  }
}

async function runOf({ project }: Workbench, id: string): Promise<RunEntry> {
  try {
    const { dataset, cells, protocol, times } = await readManifest(join(project.folder, id));
    const began = typeof times.began === 'string' ? times.began : '';
    const { name, synthetic } = dataset;
    return { id, began, dataset: name, cells: cells.length, protocol, synthetic, problem: null };
  } catch (error) {
    return {
      ...{ id, began: '', dataset: null, cells: 0 },
      protocol: '',
      synthetic: false,
      problem: problemOf(error),
    };
  }
}
