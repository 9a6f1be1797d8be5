import { basename, dirname } from 'node:path';
import { type PredictionRow, type RunManifest, type RunMetrics, withPaths } from '@wince/core';
import type { EvaluatedRun } from '../runs/read-run.ts';
import { type Pseudonyms, pseudonymOf, pseudonymsOf } from './pseudonyms.ts';

/**
 * A run in which subjects, files, clips and hashes of files have pseudonyms, and no folder of the machine is named. All figures stay as they
 * are. Labels, periods, sites, groups of a breakdown and the description of the data set stay, too.
 */
export function renamedRun(run: EvaluatedRun, key: Uint8Array): EvaluatedRun {
  const { specification } = run.manifest;
  const names = pseudonymsOf(key, run.samples, dirname(specification.dataset));
  const bySample = new Map(run.samples.map((row) => [row.sample, row]));
  const sample = (name: string) => {
    const row = bySample.get(name);
    if (!row) throw new Error(`the run has no row for ${name}`);
    return names.sample(row);
  };
  const prediction = <Row extends PredictionRow>(row: Row): Row => ({
    ...row,
    ...{ sample: sample(row.sample), clip: names.clip(row, row.clip) },
    ...{ subject: names.subject(row.subject), fold: names.ifSubject(row.fold) },
  });
  return {
    ...run,
    manifest: renamedManifest(run.manifest, names),
    metrics: renamedMetrics(run.metrics, names),
    samples: run.samples.map((row) => ({
      ...row,
      ...{ sample: names.sample(row), subject: names.subject(row.subject), reason: names.text(row.reason) },
      // A hash of the content would tell whoever has the picture whose it is.
      sha256: row.sha256 === '' ? '' : pseudonymOf(key, 'file', row.sha256),
      ...{ face_reason: names.text(row.face_reason), frames_reason: names.text(row.frames_reason) },
      sound_reason: names.text(row.sound_reason),
    })),
    predictions: run.predictions.map(prediction),
    middle: run.middle.map(prediction),
    hidden: run.hidden.map(prediction),
    taken: run.taken.map(prediction),
    selected: run.selected.map((row) => ({ ...row, fold: names.ifSubject(row.fold) })),
    tuned: run.tuned.map((row) => ({ ...row, fold: names.ifSubject(row.fold) })),
    groups: run.groups.map((row) => ({
      ...row,
      ...{ sample: sample(row.sample), group: names.ifSubject(row.group) },
    })),
    clips: run.clips.map((row) => ({
      ...row,
      ...{ sample: sample(row.sample), partial: row.partial && names.text(row.partial) },
    })),
    monitoring: run.monitoring && {
      ...run.monitoring,
      recordings: run.monitoring.recordings.map((row) => ({
        ...row,
        recording: names.sample({ sample: row.recording, subject: row.subject }),
        subject: names.subject(row.subject),
      })),
    },
  };
}

function renamedManifest(manifest: RunManifest, names: Pseudonyms): RunManifest {
  const { dataset, test_dataset, specification, warnings } = manifest;
  return {
    ...manifest,
    dataset: { ...dataset, path: basename(dataset.path) },
    test_dataset: test_dataset && { ...test_dataset, path: basename(test_dataset.path) },
    specification: withPaths(specification, (path) => basename(path)),
    warnings: warnings.map(names.text),
  };
}

function renamedMetrics(metrics: RunMetrics, names: Pseudonyms): RunMetrics {
  const { unusable } = metrics;
  return {
    ...metrics,
    cells: metrics.cells.map((cell) => ({
      ...cell,
      abstention: cell.abstention && {
        ...cell.abstention,
        by_subject: cell.abstention.by_subject.map((row) => ({
          ...row,
          subject: names.subject(row.subject),
        })),
      },
      clip: inSentences(cell.clip, names),
      warnings: inSentences(cell.warnings, names),
    })),
    failed: metrics.failed.map((cell) => ({
      ...inSentences(cell, names),
      fold: names.ifSubject(cell.fold),
    })),
    breakdowns: metrics.breakdowns?.map((each) => ({
      ...each,
      groups: each.groups.map((row) => ({ ...row, group: names.ifSubject(row.group) })),
    })),
    unusable: {
      ...unusable,
      by_subject: unusable.by_subject.map((row) => ({ ...row, of: names.subject(row.of) })),
    },
    warnings: metrics.warnings.map(names.text),
  };
}

/** Keys under which documents have sentences. */
const SENTENCES: ReadonlySet<string> = new Set(['message', 'reason', 'hint']);

/** A part of a document with pseudonyms in its sentences. */
function inSentences<Part>(part: Part, names: Pseudonyms): Part {
  return JSON.parse(
    JSON.stringify(part, (key, value) =>
      SENTENCES.has(key) && typeof value === 'string' ? names.text(value) : value,
    ),
  );
}
