import {
  type Catalogue,
  type CatalogueKind,
  type MethodSpecification,
  type ParameterisedEntry,
  parseMethod,
} from '@wince/core';
import { bracketed, type Prose, prose } from './prose.ts';
import { worksOf } from './references.ts';

/** What of a catalogue's entry a paper tells. */
interface ToldEntry extends ParameterisedEntry {
  readonly title: string;
  readonly source: string;
}

type ParameterWords = Readonly<Record<string, (value: string) => string>>;

const NEIGHBOURS: ParameterWords = { k: (value) => `${value} ${value === '1' ? 'neighbour' : 'neighbours'}` };
const MARGIN: ParameterWords = {
  C: (value) => `cost C of ${value}`,
  tolerance: (value) => `tolerance of ${value}`,
};
const KERNEL: ParameterWords = {
  ...MARGIN,
  gamma: (value) =>
    value === 'scale' ? 'gamma of 1 / (columns × variance), called scale' : `gamma of ${value}`,
};

const REGION: ParameterWords = { region: (value) => `in the region of the ${value} alone` };

/** The parameters of every method, as a paper states them. Methods without parameters need no words. */
const WORDS: Readonly<Record<string, ParameterWords>> = {
  'selector relieff': NEIGHBOURS,
  'selector relieff:other-subjects': NEIGHBOURS,
  'classifier naive-bayes': {
    smoothing: (value) => `variances raised by ${value} of the largest`,
  },
  'classifier knn': NEIGHBOURS,
  'classifier svm-linear': MARGIN,
  'classifier svm-rbf': KERNEL,
  'classifier svm-polynomial': {
    ...KERNEL,
    degree: (value) => `degree ${value}`,
    coef0: (value) => `constant term ${value}`,
  },
  'classifier random-forest': { trees: (value) => `${value} ${value === '1' ? 'tree' : 'trees'}` },
  'classifier logistic': { C: (value) => `weight C of the loss of ${value}` },
  'protocol stratified-k-folds': { folds: (value) => `${value} folds` },
  'protocol leave-site-out': { column: (value) => `sites by the column ${value}` },
  'protocol hold-out': {
    share: (value) => `${value} of the subjects tested, where none are named`,
    subjects: (value) => `tested subjects: ${value}`,
  },
  'protocol train-test': {
    training: (value) => `training data called ${value}`,
    test: (value) => `test data called ${value}`,
    same_names: (value) =>
      value === 'refuse'
        ? 'subjects of the same name in both refused'
        : `subjects of the same name in both taken for ${value.replaceAll('-', ' ')}`,
  },
  'feature lbp': {
    points: (value) => `${value} neighbours on a circle`,
    radius: (value) => `radius of ${value} ${value === '1' ? 'pixel' : 'pixels'}`,
    grid: (value) => `${value} × ${value} cells`,
    method: (value) => `${value} codes`,
    ...REGION,
  },
  'feature hog': {
    orientations: (value) => `${value} orientations`,
    cell: (value) => `cells of ${value} × ${value} pixels`,
    block: (value) => `blocks of ${value} × ${value} cells`,
    norm: (value) => `block norm ${value}`,
    transform_sqrt: (value) =>
      value === 'true' ? 'gradients of square roots of grey values' : 'gradients of grey values as they are',
    ...REGION,
  },
  'feature gabor': {
    scales: (value) => `${value} scales`,
    orientations: (value) => `${value} orientations`,
    frequency: (value) => `highest frequency of ${value} cycles a pixel`,
    bandwidth: (value) => `bandwidth of ${value} ${value === '1' ? 'octave' : 'octaves'}`,
    grid: (value) => `${value} × ${value} cells`,
    ...REGION,
  },
  'feature nfcs': REGION,
};

/** The parameters of a method in words; a parameter without words stands as `name = value`. */
export function parameterWords(
  kind: CatalogueKind,
  id: string,
  parameters: Readonly<Record<string, unknown>>,
): readonly string[] {
  const words = WORDS[`${kind} ${id}`] ?? {};
  return Object.entries(parameters).map(([name, value]) => {
    const text = Array.isArray(value) ? value.join(', ') : String(value);
    return words[name]?.(text) ?? `${name} = ${text}`;
  });
}

/** A method as a paper names it: what it is, its works, and its id, version and parameters in brackets. */
export function methodWords<Entry extends ToldEntry>(
  catalogue: Catalogue<Entry>,
  specification: MethodSpecification,
): Prose {
  const { id, parameters } = parseMethod(catalogue, specification);
  const { title, source, version } = catalogue.get(id);
  const all = [id, `version ${version}`, ...parameterWords(catalogue.kind, id, parameters)];
  return prose`${title}${bracketed(all, worksOf(source))}`;
}
