import {
  assignLabels,
  bandLabels,
  countLabels,
  howMany,
  isReference,
  labelOf,
  lookAlikes,
  resolveTask,
  scoreColumn,
  WinceError,
} from '@wince/core';
import { checkTables } from './check-tables.ts';
import type { CheckedFile } from './checked-file.ts';
import type { Dataset } from './dataset.ts';
import { findDuplicates } from './duplicates.ts';
import { checkFaces, type FacesCheckOptions } from './faces-check.ts';
import { checkFiles, type FilesCheckOptions } from './files-check.ts';
import { type Finding, few } from './finding.ts';
import { groupByReason, listFolder } from './folder-files.ts';
import { labelIfAny } from './labels-if-any.ts';

/** A class that has a smaller share of the rows than this is called rare. */
const RARE_SHARE = 0.1;

export interface DatasetCheckOptions extends FilesCheckOptions {
  /** Tables of features (Parquet or CSV) that are to be used with the data set. */
  readonly tables?: readonly string[];
  /** How faces are looked at; nobody looks where this is left out. */
  readonly faces?: FacesCheckOptions;
}

/**
 * Looks for everything in a data set that spoils an evaluation: files that are missing, unreadable, cut off, of another
 * type or absurdly large; the same picture twice; paths that leave the folder; labels and subjects that cannot carry a
 * comparison; columns of feature tables that are not features; faces that look stretched, and kinds of faces that a task lacks. Each file is opened once; a picture that claims too many pixels is refused before it is decoded.
 *
 * @returns findings, errors first; none of level `error` means that the data set can be used
 */
export async function checkDataset(
  dataset: Dataset,
  { tables = [], faces, ...options }: DatasetCheckOptions = {},
): Promise<readonly Finding[]> {
  const { files, findings } = await checkFiles(dataset.folder, dataset.samples, options);
  const all = [
    ...findings,
    ...findDuplicates(files, dataset.description),
    ...checkSubjects(dataset),
    ...checkLabels(dataset),
    ...checkDescription(dataset),
    ...(await checkTables(dataset, tables)),
    ...(faces ? await checkFaces(dataset, faces) : []),
    ...(await checkUnlisted(dataset, files)),
  ];
  const order = ['error', 'warning', 'note'];
  return all.sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
}

function checkSubjects({ description, samples }: Dataset): readonly Finding[] {
  const findings: Finding[] = [];
  const subjects = [...new Set(samples.map(({ subject }) => subject))];
  if (subjects.length < 2) {
    findings.push({
      level: 'error',
      code: 'one-subject',
      message: `All rows belong to the subject ${subjects[0]}.`,
      subject: subjects[0],
      hint: 'Each test leaves out a subject, so at least two subjects are needed.',
    });
  }
  const alike = lookAlikes(subjects);
  for (const group of alike) {
    findings.push({
      level: 'error',
      code: 'similar-subjects',
      message: `The subjects ${group.map((name) => JSON.stringify(name)).join(' and ')} look the same.`,
      hint: 'If they are one child, give all its rows one name: otherwise it is in training and in the test. If they are two, give one of them another name.',
    });
  }
  const told = new Set(alike.flat());
  findings.push(
    ...similar(
      subjects.filter((name) => !told.has(name)),
      'similar-subjects',
      'subjects',
      'if one neonate has two names, it can be in training and in the test',
    ),
  );

  const labels = new Map<string, Set<string>>();
  for (const sample of samples) {
    if (isReference(description, sample)) continue;
    const label = labelIfAny(description, sample);
    if (label === '') continue;
    const own = labels.get(sample.subject) ?? new Set();
    labels.set(sample.subject, own.add(label));
  }
  const single = [...labels].filter(([, own]) => own.size === 1).map(([subject]) => subject);
  if (single.length > 0) {
    findings.push({
      level: 'warning',
      code: 'one-label-subjects',
      message: `${howMany(single.length, 'subject')} of ${labels.size} ${single.length === 1 ? 'has' : 'have'} rows of only one label: ${few(single)}.`,
      ...(single.length === 1 ? { subject: single[0] } : {}),
      hint: 'They have no AUC within the subject. If no subject has both labels, a classifier that recognises the subject also knows the label.',
    });
  }
  return findings;
}

function checkLabels(dataset: Dataset): readonly Finding[] {
  const { description, samples } = dataset;
  const findings: Finding[] = [];
  for (const sample of samples) {
    try {
      labelOf(description, sample);
    } catch (error) {
      if (!(error instanceof WinceError)) throw error;
      const { code, message, hint } = error;
      findings.push({ level: 'error', code, message, path: sample.path, subject: sample.subject, hint });
    }
  }
  // Without a label for each row there is nothing to count.
  if (findings.length > 0) return findings;

  const counts = countLabels(dataset);
  const labels = [...counts.keys()];
  const spread = [...counts].map(([label, n]) => `${label} ${n}`).join(', ');
  if (labels.length < 2) {
    findings.push({
      level: 'error',
      code: 'one-label',
      message: labels.length === 0 ? 'No row has a label.' : `All rows have the label ${labels[0]}.`,
      hint: 'At least two labels are needed.',
    });
  }
  if (scoreColumn(description) === null) {
    findings.push(
      ...similar(labels, 'similar-labels', 'labels', 'a label in two spellings is used as two labels'),
    );
  } else {
    findings.push(...checkWrittenLabels(dataset));
  }
  const references = samples.filter((sample) => isReference(description, sample)).length;
  findings.push({
    level: 'note',
    code: 'labels',
    message: `Rows by label: ${spread}${references > 0 ? `; ${howMany(references, 'reference row')}` : ''}.`,
    hint: 'A task leaves out rows with a label that it does not name. samples.csv lists them.',
  });
  for (const task of [undefined, ...Object.keys(description.tasks)])
    findings.push(...checkTask(dataset, task));
  return findings;
}

/** Whether both sides of a task have rows, and neither is rare. */
function checkTask(dataset: Dataset, name: string | undefined): readonly Finding[] {
  try {
    const task = resolveTask(dataset, { task: name });
    const rows = assignLabels(dataset, task);
    const positive = rows.filter(({ truth }) => truth === 1).length;
    const negative = rows.filter(({ truth }) => truth === 0).length;
    const share = Math.min(positive, negative) / (positive + negative);
    const message = `Task ${task.name}: ${howMany(positive, 'positive row')}, ${howMany(negative, 'negative row')}`;
    if (share >= RARE_SHARE) {
      const hint =
        'The chance level of accuracy is the larger share. The chance level of average precision is the share of positive rows.';
      return [{ level: 'note', code: 'class-balance', message: `${message}.`, hint }];
    }
    return [
      {
        level: 'warning',
        code: 'rare-class',
        message: `${message}: the smaller side has only ${(100 * share).toFixed(1)} % of the rows.`,
        hint: 'Use balanced accuracy and average precision instead of accuracy, and consider class weights.',
      },
    ];
  } catch (error) {
    if (!(error instanceof WinceError)) throw error;
    // A data set need not name a positive label; a task that it does name must work.
    const level = name === undefined && error.code === 'no-positive-label' ? 'note' : 'error';
    const message = name === undefined ? error.message : `Task ${name}: ${error.message}`;
    return [{ level, code: error.code, message, hint: error.hint }];
  }
}

/** Labels that were written down beside a score, where they are words of bands: they are shown, never corrected. */
function checkWrittenLabels({ description, samples }: Dataset): readonly Finding[] {
  const words: readonly string[] = bandLabels;
  const other = samples.filter((sample) => {
    const { label } = labelOf(description, sample);
    return label !== '' && words.includes(sample.label) && sample.label !== label;
  });
  if (other.length === 0) return [];
  const { scale, bands } = description.labels;
  const how = typeof bands === 'string' ? `${scale} (${bands})` : String(scale);
  return [
    {
      level: 'warning',
      code: 'labels-disagree',
      message: `${howMany(other.length, 'row')} of ${samples.length} ${other.length === 1 ? 'has' : 'have'} a label that does not fit the score by ${how}: ${few(other.map(({ path }) => path))}.`,
      hint: 'The score is used, as dataset.yaml requires. Find out which of the two is correct. wince does not correct labels.',
    },
  ];
}

function checkDescription({ description, yamlPath }: Dataset): readonly Finding[] {
  if (yamlPath === null) {
    const message = 'There is no dataset.yaml, so it is not known what decided the labels.';
    const hint =
      'Write one that names the positive label, the source and the licence (docs/guide/datasets.md).';
    return [{ level: 'note', code: 'no-description', message, hint }];
  }
  const findings: Finding[] = [];
  const { labels, source, licence } = description;
  if (labels.from === 'not stated') {
    findings.push({
      level: 'note',
      code: 'labels-not-described',
      message: 'dataset.yaml does not state what decided the labels.',
      hint: 'Write "from: stimulus", "from: rater" or "from: scale" under "labels".',
    });
  } else if (labels.from !== 'stimulus' && (labels.raters === undefined || labels.blind_to.length === 0)) {
    findings.push({
      level: 'warning',
      code: 'raters-not-described',
      message: `Labels come from a ${labels.from}, but dataset.yaml does not state who the raters were and what was hidden from them.`,
      hint: 'Fill in "labels.raters" and "labels.blind_to": a rater who saw the needle may have rated the needle.',
    });
  }
  const unsaid = Object.entries({ source, licence })
    .filter(([, value]) => !value)
    .map(([key]) => key);
  if (unsaid.length > 0) {
    findings.push({
      level: 'note',
      code: 'no-source',
      message: `dataset.yaml does not name the ${unsaid.join(' and the ')}.`,
      hint: 'Readers of the results need to know where the recordings come from and how they may be used.',
    });
  }
  return findings;
}

async function checkUnlisted(
  { folder, samples }: Dataset,
  files: readonly CheckedFile[],
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const clips = files.reduce((sum, { isVideo, rows }) => sum + (isVideo ? rows.length : 0), 0);
  if (clips > 0) {
    findings.push({
      level: 'note',
      code: 'clips-not-decoded',
      message: `${howMany(clips, 'row')} of video: the files were decoded where rows begin and end, and not in between.`,
      hint: 'The extraction of features shows whether they can be read to the end.',
    });
  }
  const listed = new Set(samples.map(({ path }) => path));
  try {
    const { recordings, others } = await listFolder(folder);
    const unlisted = recordings.filter((path) => !listed.has(path));
    if (unlisted.length > 0) {
      findings.push({
        level: 'note',
        code: 'unlisted-files',
        message: `${howMany(unlisted.length, 'recording')} in the folder ${unlisted.length === 1 ? 'is' : 'are'} not in any row: ${few(unlisted)}.`,
        hint: 'If you left them out on purpose, you need not do anything.',
      });
    }
    for (const { reason, paths } of groupByReason(others.filter(({ path }) => !listed.has(path)))) {
      const [what, instead] = reason.split('. ');
      if (instead === undefined) continue;
      findings.push({
        level: 'warning',
        code: 'files-not-read',
        message: `${howMany(paths.length, 'file')} in the folder ${paths.length === 1 ? 'is' : 'are'} not read: ${what}: ${few(paths)}.`,
        hint: `${instead}. Otherwise it is missing in every result.`,
      });
    }
  } catch (error) {
    // A folder without recordings has shown itself in missing files already.
    if (!(error instanceof WinceError)) throw error;
  }
  return findings;
}

/** Names that differ only in case, in blanks and marks, or in leading zeros. */
function similar(names: readonly string[], code: string, what: string, why: string): readonly Finding[] {
  const plain = (name: string) =>
    name
      .toLowerCase()
      .replace(/[\s_-]+/g, '')
      .replace(/(?<!\d)0+(?=\d)/g, '');
  return [...Map.groupBy(names, plain).values()]
    .filter((group) => group.length > 1)
    .map((group) => ({
      level: 'warning',
      code,
      message: `The ${what} ${group.join(' and ')} have almost the same spelling.`,
      hint: `If they mean the same, give them one spelling: ${why}.`,
    }));
}
