import {
  type FaceOfRow,
  incorporationWarnings,
  missingKinds,
  missingKindWords,
  RUN_SCHEMA,
  type RunManifest,
  scales,
  stretchedFaces,
  stretchedWords,
} from '@wince/core';
import type { Dataset } from '../datasets/index.ts';
import { modalitiesOfCells } from '../experiments/modalities.ts';
import type { PreparedExperiment } from '../experiments/prepare.ts';
import { lockfileHash, machine, version } from '../provenance.ts';
import { softwareOf } from './software.ts';

/** What a run was made of. Only `machine` and `times` differ between two runs of one experiment. */
export async function buildManifest(
  prepared: PreparedExperiment,
  {
    rows,
    faces,
    began,
    workers,
  }: Pick<RunManifest, 'rows'> & {
    /** The faces of its pictures. */
    readonly faces: readonly FaceOfRow[];
    readonly began: Date;
    readonly workers: number;
  },
): Promise<RunManifest> {
  const { specification, dataset, testDataset, task, words, families, cells, protocol } = prepared;
  const { description } = dataset;
  const ended = new Date();
  return {
    schema: RUN_SCHEMA,
    kind: 'wince run',
    version,
    lockfile_sha256: lockfileHash(),
    software: await softwareOf(specification),
    dataset: {
      ...identityOf(dataset, specification.dataset),
      // A description that was never filled in says nothing.
      licence: description.licence || null,
      source: description.source || null,
      synthetic: description.synthetic,
    },
    test_dataset:
      testDataset && specification.test_dataset ? identityOf(testDataset, specification.test_dataset) : null,
    task: task.name,
    positive: words.positive,
    negative: words.negative,
    positive_labels: [...task.positive],
    negative_labels: [...task.negative],
    labels_from: labelsFrom(dataset),
    rows,
    protocol: protocol.name,
    seed: specification.seed,
    primary: specification.primary ?? null,
    specification,
    families: families.map((family) => family.record),
    cells: cells.map((cell) => cell.id),
    modalities: modalitiesOfCells(cells),
    warnings: [...warningsOf(prepared), ...warningsOfFaces(faces)],
    machine: { ...machine(), workers },
    times: {
      began: began.toISOString(),
      ended: ended.toISOString(),
      seconds: (ended.getTime() - began.getTime()) / 1000,
    },
  };
}

function identityOf({ description, hash }: Dataset, path: string) {
  return { path, name: description.name ?? null, sha256: hash };
}

/** In words: what decided the labels, who rated, and blind to what. */
function labelsFrom({ yamlPath, description: { labels } }: Dataset): string {
  if (yamlPath === null) return 'not stated';
  const raters = labels.raters === undefined ? [] : [labels.raters].flat();
  return [
    labels.from === 'scale' ? `scale ${labels.scale}` : labels.from,
    ...(raters.length > 0 ? [`rated by ${raters.join(', ')}`] : []),
    ...(labels.blind_to.length > 0 ? [`blind to ${labels.blind_to.join(', ')}`] : []),
  ].join('; ');
}

function warningsOf({ dataset, families }: PreparedExperiment): string[] {
  const warnings = new Set<string>();
  if (dataset.yamlPath === null) {
    warnings.add(
      'The data set has no dataset.yaml, so it is not known where its pictures and its labels come from.',
    );
  }
  const { labels } = dataset.description;
  if (labels.from === 'scale' && labels.scale !== undefined) {
    const kinds = families.flatMap(({ record: { kind } }) => (kind === 'table' ? [] : [kind]));
    for (const warning of incorporationWarnings(scales.get(labels.scale), kinds)) warnings.add(warning);
  } else if (labels.from === 'not stated' && dataset.yamlPath !== null) {
    warnings.add('The data set does not state what decided its labels.');
  }
  for (const { record } of families) {
    if (record.network?.untrained) {
      warnings.add(
        `${record.name} comes from a network with random weights: a control, not a trained network.`,
      );
    }
  }
  return [...warnings];
}

/** What the faces of a data set lack for its task, and whether its pictures look stretched. */
function warningsOfFaces(faces: readonly FaceOfRow[]): string[] {
  const stretched = stretchedFaces(faces.map(({ shape }) => shape));
  const words = [
    ...missingKinds(faces).map(missingKindWords),
    ...(stretched ? [stretchedWords(stretched)] : []),
  ];
  return words.map(({ message, hint }) => `${message} ${hint}`);
}
