import { basename, dirname, join } from 'node:path';
import { isReference, labelOf, type Sample, sampleName, WinceError } from '@wince/core';
import { type Dataset, readDataset } from '@wince/runtime';
import type { DatasetEntry, DatasetRow } from '@wince/workbench';
import type { ProjectEntry } from '../project/project.ts';
import { problemOf, type Workbench } from '../workbench.ts';

/** The data sets of a project. */
export async function listDatasets({ project }: Workbench): Promise<readonly DatasetEntry[]> {
  const tables = (await project.list()).filter(isFile('dataset.csv'));
  return Promise.all(
    tables.map(async ({ place }) => {
      const id = dirname(place);
      const name = id === '.' ? project.name : basename(id);
      try {
        const dataset = await readDataset(join(project.folder, place));
        const labels: Record<string, number> = {};
        for (const sample of dataset.samples) {
          const label = shownLabel(dataset, sample);
          labels[label] = (labels[label] ?? 0) + 1;
        }
        const subjects = new Set(dataset.samples.map(({ subject }) => subject)).size;
        const rows = dataset.samples.length;
        return { id, name: dataset.description.name ?? name, rows, subjects, labels, problem: null };
      } catch (error) {
        return { id, name, rows: 0, subjects: 0, labels: {}, problem: problemOf(error) };
      }
    }),
  );
}

function isFile(name: string): (entry: ProjectEntry) => boolean {
  return ({ place, kind }) => kind === 'file' && basename(place) === name;
}

/** A data set of the project. @throws WinceError `not-in-project`, and those of `readDataset` */
export async function datasetOf({ project }: Workbench, id: string): Promise<Dataset> {
  const folder = await project.inside(id);
  await project.inside(id === '.' ? 'dataset.csv' : `${id}/dataset.csv`);
  return readDataset(join(folder, 'dataset.csv'));
}

/** A row of a data set, by its name. @throws WinceError `not-in-project` */
export function sampleOf(dataset: Dataset, name: string): Sample {
  const sample = dataset.samples.find((each) => sampleName(each) === name);
  if (sample) return sample;
  throw new WinceError('not-in-project', `The data set has no row "${name.slice(0, 200)}".`, {
    hint: 'Its rows are those of dataset.csv.',
  });
}

/**
 * The file of a row.
 *
 * @throws WinceError `not-in-project` where it is outside of the project, or behind a link
 */
export async function recordingOf({ project }: Workbench, dataset: Dataset, sample: Sample): Promise<string> {
  const place = project.placeOf(join(dataset.folder, sample.path));
  if (place !== null) return project.inside(place);
  throw new WinceError(
    'not-in-project',
    `The recordings of the data set are in ${dataset.folder}, outside of the project.`,
    {
      hint: 'Start `wince serve` with a --project that holds both.',
    },
  );
}

/** All rows of a data set, with what was seen and said of them. */
export function rowsOf({ annotations, looks }: Workbench, id: string, dataset: Dataset): DatasetRow[] {
  const excluded = annotations.excluded(id);
  const faces = looks.faces(id);
  return dataset.samples.map((sample) => {
    const name = sampleName(sample);
    const { path, subject, session, period, start, end } = sample;
    return {
      ...{ sample: name, path, subject, session, period, start, end },
      label: shownLabel(dataset, sample),
      is_reference: isReference(dataset.description, sample),
      excluded: excluded.get(name) ?? null,
      face: faces.get(name) ?? null,
    };
  });
}

/** A row as a rater sees it: what was said of it by others is left out. Its file may still name it. */
export function blindedRow(row: DatasetRow): DatasetRow {
  return { ...row, label: '(not told)', subject: '(not told)', session: null, period: null };
}

function shownLabel({ description }: Dataset, sample: Sample): string {
  try {
    return labelOf(description, sample).label || '(no label)';
  } catch (error) {
    if (error instanceof WinceError) return '(no label)';
    throw error;
  }
}
