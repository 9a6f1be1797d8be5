/**
 * Writes `docs/guide/experiment-files.md` from the schema of the experiment file: every key with its default and what it means.
 *
 *     node scripts/experiment-page.ts
 */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { namedMethods, specificationSchema } from '@wince/runtime';
import { z } from 'zod';

export const EXPERIMENT_PAGE = 'docs/guide/experiment-files.md';

const node = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  description: z.string().optional(),
  default: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
});
type Node = z.infer<typeof node>;

/** An example for each key of the first level, as YAML. */
const EXAMPLES: Readonly<Record<string, string>> = {
  schema: '1',
  dataset: 'ward',
  test_dataset: 'other-ward',
  subject: 'neonate',
  task: 'pain-rest',
  positive: 'pain',
  negative: '[rest, cry]',
  middle: 'as-pain',
  features: '[hog, faceres:conv_pw_13_relu@mean]',
  mixes: '[faceres+hog]',
  fusion: '{ modalities: { face: [faceres, nfcs], cry: cry } }',
  regions: 'per',
  selection: '[relieff]',
  keep: '[50, 100]',
  classifiers: "[svm-linear, 'knn?k=3']",
  class_weights: 'balanced',
  protocol: 'leave-one-subject-out',
  tuning: '{ C: [0.1, 1, 10] }',
  threshold: 'youden',
  calibration: 'platt',
  prevalence: '0.1',
  abstention: '{ method: split, level: 0.9 }',
  primary: 'hog/relieff-100/svm-linear',
  comparisons: '[[hog/relieff-100/knn, faceres/relieff-100/knn]]',
  comparing: '{ loss: log_loss, test: sign-flip }',
  soft_labels: '[rater_a, rater_b, rater_c]',
  permutations: '199',
  ranked: '[hog/relieff-100/knn, faceres/relieff-100/knn, lbp/relieff-100/knn]',
  breakdown: '[sex, site]',
  monitor: 'hog/none/svm-linear',
  reference_normalisation: 'both',
  face: '{ quality: { maximum_yaw: 40 } }',
  clips: '{ rate: 5 }',
  seed: '7',
};

/** The page. */
export function experimentPage(): string {
  const { properties = {}, required } = node
    .extend({ required: z.array(z.string()).default([]) })
    .parse(specificationSchema());
  const keys = Object.entries(properties).map(([name, value]) => [name, node.parse(value)] as const);
  const rows = keys.map(([name, own]) => {
    const given = required.includes(name) ? 'needed' : defaultText(own);
    return `| \`${name}\` | ${given} | ${cellText(own.description ?? '')} | \`${cellText(EXAMPLES[name] ?? '')}\` |`;
  });
  const nested = keys.flatMap(([name, own]) => {
    const inner = innerKeys(own, name);
    return inner.length === 0
      ? []
      : ['', `## \`${name}\``, '', '| key | default | values | meaning |', '|---|---|---|---|', ...inner];
  });
  const ids = Object.entries(namedMethods);
  return `# Experiment files

An experiment file states what is compared, in YAML. Unknown keys are errors that name the nearest known one. This page is made from the
schema (\`node scripts/experiment-page.ts\`); \`wince evaluate --schema\` prints the schema for editors. [Examples](../../examples/) are in
the repository, and [the first hour](first-hour.md) has one from the beginning.

## Keys

| key | default | meaning | example |
|---|---|---|---|
${rows.join('\n')}

## What can be named

${ids.map(([key, own]) => `- \`${key}\`: ${own.map((id) => `\`${id}\``).join(', ')}`).join('\n')}

Parameters follow a question mark (\`hog?cell=16\`), or stand beside the id (\`{ id: hog, cell: 16 }\`).
${nested.join('\n')}
`;
}

function innerKeys(own: Node, path: string): readonly string[] {
  const holder = own.properties
    ? own
    : (own.anyOf ?? []).map((each) => node.parse(each)).find((each) => each.properties);
  return Object.entries(holder?.properties ?? {}).flatMap(([name, value]) => {
    const inner = node.parse(value);
    const full = `${path}.${name}`;
    const below = innerKeys(inner, full);
    if (below.length > 0) return below;
    return [
      `| \`${full}\` | ${defaultText(inner)} | ${valuesText(inner)} | ${cellText(inner.description ?? '')} |`,
    ];
  });
}

function defaultText(own: Node): string {
  if (own.default === undefined) return '';
  const text = JSON.stringify(own.default);
  return text === '{}' ? 'see below' : `\`${cellText(text)}\``;
}

function valuesText({ enum: choices, const: only, type, minimum, maximum, anyOf }: Node): string {
  if (choices) return choices.map((choice) => `\`${String(choice)}\``).join(', ');
  if (only !== undefined) return `\`${String(only)}\``;
  if (anyOf) return anyOf.map((each) => valuesText(node.parse(each))).join(' or ');
  // The largest whole number is no bound that somebody set.
  const most = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  const range = [minimum === undefined ? '' : `from ${minimum}`, most === undefined ? '' : `to ${most}`];
  return [[type ?? ''].flat().join(' or '), ...range].filter((part) => part !== '').join(' ');
}

function cellText(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

if (import.meta.main)
  await writeFile(fileURLToPath(new URL(`../${EXPERIMENT_PAGE}`, import.meta.url)), experimentPage());
