import { extractors, type FamilyRecord } from '@wince/core';
import { counted } from '../formats/numbers.ts';
import { parameterWords } from './method-words.ts';
import { bracketed, code, type Prose, prose } from './prose.ts';
import { references, worksOf } from './references.ts';

/** A family as a paper describes it: its columns, what it measures, with version and parameters, or where its network comes from. */
export function familyWords(family: FamilyRecord): Prose {
  return prose`${code(family.name)}: ${counted(family.columns, 'column')}${measured(family)}`;
}

/** What a family measures, behind the number of its columns. */
function measured({ name, network, kind, identity }: Omit<FamilyRecord, 'columns'>): Prose {
  if (kind === 'table') return prose` of a table of the user (SHA-256 ${code(identity)})`;
  const identified = readIdentity(identity);
  if (identified && typeof identified[1] === 'string') {
    const [how, of] = identified;
    const what = how === 'change' ? 'change since rest' : 'course over the clip';
    const inner = name.slice(how.length + 1);
    return prose`, the ${what} of ${code(inner)}${measured({ name: inner, network, kind, identity: of })}`;
  }
  if (network) {
    const trained = network.untrained ? 'with random weights, as a control' : TRAINED_ON[network.domain];
    return prose`, activations of a network ${trained} (${network.title}; source: ${network.source}; licence: ${network.licence}; SHA-256 of the weights ${code(network.sha256)}; identity of the feature ${code(identity)})`;
  }
  if (!identified) return prose` (identity ${code(identity)})`;
  const [id, version, parameters] = identified;
  const own = [`version ${version}`, ...parameterWords('feature', id, parameters)];
  if (kind === 'strain') {
    const what = id === 'strain:frame' ? 'facial strain frame by frame' : 'facial strain over the clip';
    return prose`, ${what}${bracketed(own, [references.shreve2014])}`;
  }
  const extractor = extractors.has(id) ? extractors.get(id) : null;
  return prose`, ${extractor?.title ?? kind}${bracketed(own, worksOf(extractor?.source ?? ''))}`;
}

const TRAINED_ON = {
  faces: 'trained on faces',
  objects: 'trained on objects',
  detector: 'trained to find faces',
  sound: 'trained on sound',
} as const;

/**
 * What identifies the numbers of a family that the program computes: its id, its version and its parameters, or, over time, what is
 * done with which family. Null for that of a network or a table, which is a hash.
 */
function readIdentity(
  identity: string,
): readonly [string, number | string, Readonly<Record<string, unknown>>] | null {
  if (!identity.startsWith('[')) return null;
  const parsed: unknown = JSON.parse(identity);
  if (!Array.isArray(parsed)) return null;
  const [id, next, parameters]: readonly unknown[] = parsed;
  if (typeof id !== 'string' || (typeof next !== 'number' && typeof next !== 'string')) return null;
  return [id, next, Object.fromEntries(Object.entries(parameters ?? {}))];
}
