import { join } from 'node:path';
import {
  type ExtractionSpecification,
  isReference,
  labelOf,
  type SampleRow,
  sampleName,
  seenColumn,
  signalColumns,
  WinceError,
  type WorkListener,
  withNeededRegions,
  zerosLike,
} from '@wince/core';
import { refuseForgotten } from '../datasets/forgotten.ts';
import { refuseColumnsOfAnswers } from '../datasets/given-away.ts';
import { readDataset } from '../datasets/index.ts';
import { holdingMuch } from '../engine-flags.ts';
import { type OpenExecutor, type Workplace, withWorkplace } from '../execute/index.ts';
import { beginFolder } from '../files/folder.ts';
import { sha256Of } from '../files/hash.ts';
import { extractFeatures } from '../measure/extract.ts';
import { openFamilyPlanner, planFamilies } from '../measure/families/planner.ts';
import { version } from '../provenance.ts';
import { followedClips, writeClips } from './clip-tables.ts';
import { writeSamples } from './run-tables.ts';
import { writeFeatureTable } from './write-feature-table.ts';

/** Where features are written and what computes them. */
export interface ExtractDatasetOptions {
  readonly out: string;
  /** Replaces any earlier tables that stand there, with whatever else is in their folder. Default: they are not replaced. */
  readonly overwrite?: boolean;
  readonly cache: string;
  readonly workers: number;
  /** Where units of work are carried out: in threads of this process where nothing is said. */
  readonly open?: OpenExecutor;
  /** Ends the work when it is aborted. Default: nothing ends it. */
  readonly signal?: AbortSignal;
  /** Told of each step of the work. Default: nobody is told. */
  readonly onEvent?: WorkListener;
}

/** What `extract` wrote. */
export interface ExtractedTables {
  readonly samples: number;
  readonly used: number;
  readonly tables: readonly {
    readonly family: string;
    readonly file: string;
    readonly rows: number;
    readonly columns: number;
  }[];
}

/**
 * Computes feature families over a whole data set, alone or in a mix each once, and writes a Parquet table for each, with
 * `samples.csv` beside them. A picture without a usable face has a row in `samples.csv` that says why, and none in the tables.
 *
 * @throws WinceError `no-features` where none is named, and what reading the data set and planning the families throws
 */
export async function extract(
  specification: ExtractionSpecification,
  options: ExtractDatasetOptions,
): Promise<ExtractedTables> {
  return withWorkplace(options, (place) =>
    holdingMuch(() => extractInto(specification, { ...options, ...place })),
  );
}

async function extractInto(
  given: ExtractionSpecification,
  options: ExtractDatasetOptions & Workplace,
): Promise<ExtractedTables> {
  const specification = withNeededRegions(given);
  const { subject, face, clips } = specification;
  const dataset = await readDataset(specification.dataset, { subjectColumn: subject });
  const planner = await openFamilyPlanner(clips, options.store);
  const { families } = await planFamilies(specification, planner);
  if (families.length === 0) throw noFeatures();
  for (const { record, columns, table } of families)
    if (table) refuseColumnsOfAnswers(dataset, record.name, columns, table);
  const folder = await beginFolder(options.out, {
    ...{ mark: 'samples.csv', noun: 'tables', overwrite: options.overwrite },
    madeOf: sha256Of(JSON.stringify([families.map(({ record }) => record.identity), dataset.hash])),
  });
  try {
    const recordings = dataset.samples.map((sample) => ({
      sample,
      name: sampleName(sample),
      subject: sample.subject,
      path: join(dataset.folder, sample.path),
      start: sample.start,
      end: sample.end,
      reference: isReference(dataset.description, sample),
    }));
    const extracted = await extractFeatures(recordings, families, {
      ...options,
      face,
      clips,
    });
    const { found } = extracted;
    const rows = recordings.map(({ sample, name, reference: isOne }, i): SampleRow => {
      const { label } = labelOf(dataset.description, sample);
      const reference = isOne && found[i].status === 'used';
      const { status, reason, sha256 } = found[i];
      return {
        sample: name,
        subject: sample.subject,
        label,
        status: reference ? 'reference' : status,
        reason,
        sha256: sha256 ?? '',
        ...signalColumns(found[i].signals),
        ...seenColumn(families, status === 'used' ? found[i].lost : null),
      };
    });
    await writeSamples(folder.path, rows);
    await writeClips(
      folder.path,
      followedClips(rows.map(({ sample }, i) => ({ sample, clip: found[i].clip }))),
    );
    const used = found.filter(({ status }) => status === 'used').length;
    const tables: ExtractedTables['tables'][number][] = [];
    for (const [f, { record, columns }] of families.entries()) {
      const file = `${record.name.replaceAll(/[^\w.@=&?-]+/g, '_')}.parquet`;
      const width = columns.length;
      const { values, present } = extracted.families[f];
      const used = [...rows.keys()].filter((i) => present[i] === 1);
      const taken = zerosLike(values, used.length * width);
      used.forEach((row, i) => {
        taken.set(values.subarray(row * width, (row + 1) * width), i * width);
      });
      await writeFeatureTable(join(folder.path, file), {
        samples: used.map((i) => rows[i].sample),
        subjects: used.map((i) => rows[i].subject),
        labels: used.map((i) => rows[i].label),
        columns,
        values: taken,
        provenance: {
          'wince.version': version,
          'wince.family': JSON.stringify(record),
          'wince.dataset.sha256': dataset.hash,
        },
      });
      tables.push({ family: record.name, file: join(options.out, file), rows: used.length, columns: width });
    }
    const worked = recordings.map(({ sample }, i) => ({ sample, sha256: found[i].sha256 }));
    await refuseForgotten(dataset, worked, options.store);
    await folder.commit();
    return { samples: rows.length, used, tables };
  } catch (error) {
    await folder.abandon();
    throw error;
  }
}

function noFeatures(): WinceError {
  return new WinceError('no-features', 'No features are named.', {
    hint: 'Give --features, for example --features hog, or an experiment file that names some.',
  });
}
