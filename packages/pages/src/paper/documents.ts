import type { RunView } from '../report/run-view.ts';
import { clipWords } from './clip-words.ts';
import { faceWords } from './face-words.ts';
import { latexText } from './latex.ts';
import { markdownText } from './markdown.ts';
import { MOST_PAIRS, methodsParts, pairWords } from './methods.ts';
import { monitorWords } from './monitor-words.ts';
import type { ParameterGroup } from './parameter-group.ts';
import { type Prose, prose, proseAsLatex, proseAsMarkdown, worksIn } from './prose.ts';
import { bibtex, referenceLine } from './references.ts';

/** The text of a paper on a run. */
export interface PaperText {
  readonly methods: readonly ParameterGroup[];
  /** Every further parameter, group by group; `note` says where a chapter had no effect. */
  readonly parameters: readonly {
    readonly title: string;
    readonly note: string | null;
    readonly groups: readonly ParameterGroup[];
  }[];
}

/** The methods of a run, and all its parameters, in words. */
export function paperText(view: RunView): PaperText {
  const { face, clips, monitor, comparisons } = view.input.manifest.specification;
  const pictures = view.input.manifest.rows === 'pictures';
  return {
    methods: methodsParts(view),
    parameters: [
      { title: 'Faces', note: null, groups: faceWords(face) },
      {
        title: 'Clips',
        note: pictures ? 'All rows are pictures, so the parameters of clips had no effect.' : null,
        groups: clipWords(clips),
      },
      ...(comparisons.length > MOST_PAIRS
        ? [
            {
              title: 'Comparisons',
              note: null,
              groups: [{ title: 'Compared cells', text: prose`The pairs are: ${pairWords(comparisons)}.` }],
            },
          ]
        : []),
      ...(monitor ? [{ title: 'Monitor', note: null, groups: [monitorWords(monitor)] }] : []),
    ],
  };
}

function proseOf({ methods, parameters }: PaperText): readonly Prose[] {
  return [...methods, ...parameters.flatMap(({ groups }) => groups)].map(({ text }) => text);
}

/** The text as Markdown, with the works that it cites at its end. @param note stands below the title; null where there is none */
export function methodsMarkdown(text: PaperText, note: string | null): string {
  const groups = (all: readonly ParameterGroup[]) =>
    all.map(({ title, text: own }) => `**${markdownText(title)}.** ${proseAsMarkdown(own)}`);
  const blocks = [
    '# Methods',
    ...(note === null ? [] : [`**${markdownText(note)}.**`]),
    ...groups(text.methods),
    '# All parameters',
    ...text.parameters.flatMap((chapter) => [
      `## ${markdownText(chapter.title)}`,
      ...(chapter.note === null ? [] : [markdownText(chapter.note)]),
      ...groups(chapter.groups),
    ]),
    '# References',
    worksIn(proseOf(text))
      .map((work) => `- ${markdownText(work.short)}: ${markdownText(referenceLine(work))}`)
      .join('\n'),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** The text as a part of a LaTeX document. @param note stands below the title; null where there is none */
export function methodsLatex(text: PaperText, note: string | null): string {
  const groups = (all: readonly ParameterGroup[]) =>
    all.map(({ title, text: own }) => `\\paragraph{${latexText(title)}.} ${proseAsLatex(own)}`);
  const blocks = [
    '% \\input{methods} this file. It is UTF-8 and needs no package; letters beyond Latin need LuaLaTeX or XeLaTeX.\n% \\bibliography{references} has the works.',
    '\\begingroup\\sloppy',
    '\\section{Methods}',
    ...(note === null ? [] : [`\\textbf{${latexText(note)}.}`]),
    ...groups(text.methods),
    '\\section{All parameters}',
    ...text.parameters.flatMap((chapter) => [
      `\\subsection{${latexText(chapter.title)}}`,
      ...(chapter.note === null ? [] : [latexText(chapter.note)]),
      ...groups(chapter.groups),
    ]),
    '\\endgroup',
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** The works that the text cites, as BibTeX. */
export function referencesBibtex(text: PaperText): string {
  return bibtex(worksIn(proseOf(text)));
}
