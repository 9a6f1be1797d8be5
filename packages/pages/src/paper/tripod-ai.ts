import { counted } from '../formats/numbers.ts';
import { nameOf } from '../report/head.ts';
import type { RunView } from '../report/run-view.ts';
import {
  blank,
  cellOfCards,
  figuresOf,
  groupLines,
  markdownLine,
  scoreWords,
  sizeWords,
  thresholdWords,
} from './card-parts.ts';

/** An item of the checklist: its number, what it asks, and what the run says. */
interface Item {
  readonly number: string;
  readonly asks: string;
  readonly says: string;
}

/**
 * The TRIPOD+AI checklist with what a run knows, and blanks where only a person knows.
 *
 * @source Collins et al. 2024, doi:10.1136/bmj-2023-078378; the items in words of our own
 */
export function tripodChecklist(view: RunView): string {
  const rows = itemsOf(view).map(
    ({ number, asks, says }) => `| ${number} | ${asks} | ${says.replaceAll('\n', ' ')} |`,
  );
  return `${[
    '# TRIPOD+AI checklist',
    ...(view.note === null ? [] : [`${view.note}.`]),
    'Filled in from the run as far as the run knows. Only a person knows what is to be written in the brackets. Check every answer against the paper, and add the page.',
    `| item | question | answer |\n|---|---|---|\n${rows.join('\n')}`,
  ].join('\n\n')}\n`;
}

function itemsOf(view: RunView): readonly Item[] {
  const { manifest, metrics, samples } = view.input;
  const { specification, dataset } = manifest;
  const cell = cellOfCards(view);
  const groups = groupLines(view);
  const unusable = samples.filter(({ status }) =>
    ['no-face', 'poor-quality', 'unreadable', 'no-features'].includes(status),
  ).length;
  const columns = manifest.families.map(({ name, columns: own }) => `${name} (${own})`).join(', ');
  const item = (number: string, asks: string, says: string): Item => ({ number, asks, says });
  const fill = (number: string, asks: string, what: string) => item(number, asks, blank(what));
  return [
    item(
      '1',
      'Title: a prediction model, its population and its outcome',
      `${blank('title')}; outcome ${markdownLine(manifest.task)}`,
    ),
    fill('2', 'Abstract by the checklist for abstracts', 'abstract'),
    fill('3a', 'Health context and reasons for the model', 'context'),
    fill('3b', 'Target population and intended purpose in the care pathway', 'population and purpose'),
    fill('3c', 'Known health inequalities between groups', 'inequalities'),
    item(
      '4',
      'Objectives: development, evaluation, or both',
      'development and internal evaluation; see also `methods.md`',
    ),
    item('5a', 'Sources of data', markdownLine(`${nameOf(dataset)}; ${dataset.source ?? blank('source')}`)),
    fill('5b', 'Dates of data collection', 'dates'),
    fill('6a', 'Setting, number and place of the centres', 'setting'),
    item('6b', 'Eligibility', `${blank('criteria for infants')}; rows: see stard.md`),
    fill('6c', 'Treatments received', 'analgesia, sedation, procedures'),
    item(
      '7',
      'Preparation of data, and whether it was the same for all groups',
      'the same for all rows: faces, features and limits of quality as in `methods.md`',
    ),
    item(
      '8a',
      'Outcome: what it is, when and how it was assessed',
      markdownLine(`${manifest.positive} against ${manifest.negative}; ${manifest.labels_from}`),
    ),
    item(
      '8b',
      'Qualifications of the assessors, where the outcome is a judgement',
      blank('who rated, with what training'),
    ),
    item(
      '8c',
      'Blinding of the assessment',
      /blind to/.test(manifest.labels_from) ? markdownLine(manifest.labels_from) : blank('blind to what'),
    ),
    item('9a', 'Choice of predictors', markdownLine(`families named before fitting: ${columns}`)),
    item('9b', 'Definition of all predictors', 'in `methods.md`, with every parameter'),
    fill(
      '9c',
      'Qualifications of those who measured predictors by hand, if any',
      'or: none was measured by hand',
    ),
    item('10', 'Sample size and its reasons', `${sizeWords(view, cell)}; ${blank('reasons')}`),
    item(
      '11',
      'Missing data',
      `${counted(unusable, 'row')} of the data set could not be used; each metric is also given with these counted as wrong (\`missing_counted_wrong\`)`,
    ),
    item(
      '12a',
      'How the data were used: development, evaluation, splitting',
      markdownLine(`${manifest.protocol}; no subject is in training and test`),
    ),
    item(
      '12b',
      'How predictors were handled',
      'columns as z-scores of the training rows where the classifier asks for it; nothing is learned from test rows',
    ),
    item(
      '12c',
      'Type of model, building, tuning, internal validation',
      markdownLine(
        `${cell.selected}, ${cell.classifier}${specification.tuning ? '; tuned in inner folds by subject' : '; not tuned'}; ${counted(manifest.cells.length, 'cell')} in the grid`,
      ),
    ),
    item(
      '12d',
      'Heterogeneity between clusters',
      'figures by subject in the report; subjects are the unit of folds and intervals',
    ),
    item(
      '12e',
      'Measures of performance, and how they were obtained',
      'AUC, accuracy, sensitivity, specificity, Brier score, calibration curve; 95 % intervals by bootstrap over subjects',
    ),
    item('12f', 'Updating of the model', 'none'),
    item(
      '12g',
      'How predictions were calculated, where the model is evaluated',
      'each row by the fit of its fold, which has not seen its subject',
    ),
    item('13', 'Class imbalance', `weights of rows: ${specification.class_weights}`),
    item(
      '14',
      'Fairness',
      groups.length > 0
        ? `figures by groups of the data set (${counted(groups.length, 'group')}); see 23a`
        : blank('why no groups were looked at'),
    ),
    item(
      '15',
      'Output of the model',
      `a score from 0 to 1; ${scoreWords(specification)}; threshold: ${thresholdWords(specification.threshold)}`,
    ),
    item(
      '16',
      'Differences between development and evaluation data',
      manifest.test_dataset
        ? markdownLine(`tested on ${nameOf(manifest.test_dataset)}; ${blank('differences')}`)
        : 'the same data set, divided by subject',
    ),
    fill('17', 'Ethical approval and consent', 'committee, number, consent'),
    fill('18a', 'Funding', 'sources and role'),
    fill('18b', 'Conflicts of interest', 'conflicts'),
    fill('18c', 'Protocol of the study', 'where it can be read'),
    fill('18d', 'Registration', 'register and number'),
    item(
      '18e',
      'Availability of data',
      markdownLine(`licence: ${dataset.licence ?? blank('licence')}; SHA-256 ${dataset.sha256}`),
    ),
    item(
      '18f',
      'Availability of code',
      `wince ${manifest.version}; the experiment with all defaults is in \`manifest.json\``,
    ),
    fill('19', 'Involvement of patients and the public', 'parents, nurses, or none'),
    item('20a', 'Flow of participants', 'in stard.md and figures/participants.svg'),
    item(
      '20b',
      'Characteristics of participants',
      groups.length > 0 ? markdownLine(groups.join('; ')) : blank('table of characteristics'),
    ),
    item(
      '20c',
      'Comparison with the development data, where the model is evaluated elsewhere',
      manifest.test_dataset ? blank('comparison') : 'not evaluated elsewhere',
    ),
    item('21', 'Numbers in each analysis', sizeWords(view, cell)),
    item(
      '22',
      'The full model, so that others can use it',
      '`wince train` writes it as one file, `wince export --onnx` as ONNX',
    ),
    item(
      '23a',
      'Performance, with intervals, and in groups',
      `${figuresOf(view, cell)}${groups.length > 0 ? markdownLine(`; ${groups.join('; ')}`) : ''}`,
    ),
    item('23b', 'Heterogeneity of performance between clusters', 'figures of each subject in the report'),
    item('24', 'Results of updating', 'not updated'),
    fill('25', 'Interpretation, with fairness, in view of other studies', 'interpretation'),
    item(
      '26',
      'Limitations',
      `${[...metrics.warnings, ...manifest.warnings].map(markdownLine).join(' ') || 'the program gave no warning'} ${blank('further limits')}`,
    ),
    item(
      '27a',
      'Handling of poor or missing input at use',
      'rows without a usable face get no score, and the reason is given',
    ),
    fill(
      '27b',
      'Interaction of users with the model, and the expertise it takes',
      'who would see a score, and how',
    ),
    fill('27c', 'Next steps of research', 'next steps'),
  ];
}
