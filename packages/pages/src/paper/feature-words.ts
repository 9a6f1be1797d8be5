import { extractors, type FamilyRecord } from '@wince/core';
import { z } from 'zod';
import { counted } from '../formats/numbers.ts';
import { parameterWords } from './method-words.ts';
import { bracketed, code, type Prose, prose } from './prose.ts';
import { references, worksOf } from './references.ts';

/** What identifies the numbers of a family that the program computes: its id, its version, its parameters. */
const methodIdentity = z.tuple([z.string(), z.number()]).rest(z.record(z.string(), z.unknown()));
/** A family over time is identified by what it does and the family of which it does it. */
const overTimeIdentity = z.tuple([z.string(), z.string()]);

/** A family as a paper describes it: what it measures, with version and parameters, or where its network comes from. */
export function familyWords(family: FamilyRecord): Prose {
  const { name, columns, network, kind, identity } = family;
  const size = counted(columns, 'column');
  if (kind === 'table') {
    return prose`${code(name)}: ${size} of a table of the user (SHA-256 ${code(identity)})`;
  }
  const overTime = readIdentity(identity, overTimeIdentity);
  if (overTime) {
    const [how, of] = overTime;
    const what = how === 'change' ? 'change since rest' : 'course over the clip';
    const inner = familyWords({ ...family, name: name.slice(how.length + 1), identity: of });
    return prose`${code(name)}: ${size}, the ${what} of ${inner}`;
  }
  if (network) {
    const trained = network.untrained ? 'with random weights, as a control' : TRAINED_ON[network.domain];
    return prose`${code(name)}: ${size}, activations of a network ${trained} (${network.title}; source: ${network.source}; licence: ${network.licence}; SHA-256 of the weights ${code(network.sha256)}; identity of the feature ${code(identity)})`;
  }
  const method = readIdentity(identity, methodIdentity);
  if (!method) return prose`${code(name)}: ${size} (identity ${code(identity)})`;
  const [id, version, ...parameters] = method;
  const words = parameterWords('feature', id, Object.assign({}, ...parameters));
  const own = [`version ${version}`, ...words];
  if (kind === 'strain') {
    const what = id === 'strain:frame' ? 'facial strain frame by frame' : 'facial strain over the clip';
    return prose`${code(name)}: ${size}, ${what}${bracketed(own, [references.shreve2014])}`;
  }
  const extractor = extractors.has(id) ? extractors.get(id) : null;
  return prose`${code(name)}: ${size}, ${extractor?.title ?? kind}${bracketed(own, worksOf(extractor?.source ?? ''))}`;
}

const TRAINED_ON = {
  faces: 'trained on faces',
  objects: 'trained on objects',
  detector: 'trained to find faces',
} as const;

function readIdentity<Value>(identity: string, form: z.ZodType<Value>): Value | null {
  try {
    return form.safeParse(JSON.parse(identity)).data ?? null;
  } catch (error) {
    // The identity of a network or a table is a hash, and no JSON.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
