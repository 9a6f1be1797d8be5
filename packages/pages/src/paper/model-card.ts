import { INTENDED_USE } from '../html/intended-use.ts';
import { RESEARCH_ONLY } from '../html/research-only.ts';
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

/**
 * A model card on the declared cell of a run, or the best, with blanks where only a person knows.
 *
 * @source Mitchell et al. 2019, doi:10.1145/3287560.3287596
 */
export function modelCard(view: RunView): string {
  const { manifest } = view.input;
  const { dataset, specification } = manifest;
  const cell = cellOfCards(view);
  const groups = groupLines(view);
  const line = (name: string, value: string) => `- **${name}:** ${value}`;
  return `${[
    `# Model card: ${markdownLine(cell.id)}`,
    ...[RESEARCH_ONLY, ...(view.note === null ? [] : [`${view.note}.`])],
    '## Model',
    [
      line(
        'What it does',
        `gives a number from 0 to 1 for each ${view.row.one}; a higher one is closer to ${markdownLine(view.positive)}`,
      ),
      line('Features', markdownLine(cell.features)),
      line('Selection and classifier', markdownLine(`${cell.selected}; ${cell.classifier}`)),
      line('Scores', scoreWords(specification)),
      line('Threshold', thresholdWords(specification.threshold)),
      line('Networks', networksOf(view)),
      line('Program', `wince ${manifest.version}, seed ${manifest.seed}`),
      line('Who is responsible for it', blank('name and address')),
      line('Licence of the model', blank('licence')),
    ].join('\n'),
    '## Intended use and harm',
    ...INTENDED_USE.map(
      ({ title, sentences }) => `### ${title}\n\n${sentences.map((sentence) => `- ${sentence}`).join('\n')}`,
    ),
    line('What this model is to be used for', blank('study, ward, question')),
    '## Training and evaluation data',
    [
      line('Data set', markdownLine(`${nameOf(dataset)}, SHA-256 ${dataset.sha256}`)),
      line(
        'Source and licence',
        markdownLine(`${dataset.source ?? blank('source')}; ${dataset.licence ?? blank('licence')}`),
      ),
      line('Labels', markdownLine(manifest.labels_from)),
      line('Evaluated', sizeWords(view, cell)),
      line('Consent and ethics', blank('committee, number, kind of consent')),
      line('Who the infants are', blank('site, years, gestational age, procedures')),
    ].join('\n'),
    '## Figures',
    [
      line('Protocol', markdownLine(`${manifest.protocol}; no subject is in training and test`)),
      line('Result', `${figuresOf(view, cell)}; 95 % intervals by bootstrap over subjects`),
      line(
        'Declared before the results were known',
        view.primary ? 'yes' : 'no: the best of many cells is too optimistic',
      ),
    ].join('\n'),
    '## Groups',
    groups.length > 0
      ? groups.map((group) => `- ${markdownLine(group)}`).join('\n')
      : 'The data set names no groups.',
    '## Cautions',
    [...view.input.metrics.warnings, ...manifest.warnings]
      .map((warning) => `- ${markdownLine(warning)}`)
      .join('\n') || 'The program gave no warning.',
    line('Other limits', blank('what the authors know')),
  ].join('\n\n')}\n`;
}

function networksOf({ input: { manifest } }: RunView): string {
  const named = manifest.families.flatMap(({ network }) =>
    network
      ? [
          `${network.title} (${network.licence}; ${network.domain}${network.untrained ? ', random weights' : ''})`,
        ]
      : [],
  );
  return named.length > 0 ? markdownLine([...new Set(named)].join('; ')) : 'none';
}
