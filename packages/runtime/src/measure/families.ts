import {
  type ClipParameters,
  didYouMean,
  type ExtractionSpecification,
  extractors,
  type FamilyRecord,
  type MethodSpecification,
  type NameFamily,
  namedFamilies,
  OVER_FRAMES,
  type OverFrames,
  parseFeature,
  STRAIN_CLIP_COLUMNS,
  STRAIN_FRAME_COLUMNS,
  tableFile,
  temporalFamilyColumns,
  WinceError,
} from '@wince/core';
import {
  describeSource,
  type FeatureSpec,
  featureNetworks,
  knownNetworks,
  type NetworkCard,
  parseNetworkFeature,
} from '@wince/networks';
import {
  describeFeature,
  type NetworkFeature,
  networkCatalogue,
  openFeatureNetwork,
  weightsIdentity,
} from '../networks/index.ts';
import type { Store } from '../store/index.ts';
import { resizingIdentity } from './network-picture.ts';
import { readFeatureTable } from './table-file.ts';

/** How a worker computes a family on one registered face: plain data that travels to its thread. */
export type FaceFamilyRequest =
  | {
      readonly kind: 'handcrafted';
      readonly id: string;
      readonly parameters: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'network'; readonly feature: string };

/** What a frame of a clip is described by: its face, or its strain against other frames. */
export type FrameFamilyRequest = FaceFamilyRequest | { readonly kind: 'strain-frame' };

/** How a worker computes one family of a picture or a clip. The last three are of clips alone. */
export type FamilyRequest =
  | FrameFamilyRequest
  | { readonly kind: 'strain' }
  | { readonly kind: OverFrames; readonly of: FrameFamilyRequest };

/** A feature family of an experiment, named, described and ready to be computed. */
export interface FamilyPlan {
  readonly record: FamilyRecord;
  readonly columns: readonly string[];
  /** How the user wrote it: enough to plan it again. */
  readonly specification: MethodSpecification;
  /** Null for a table, whose values are there. */
  readonly request: FamilyRequest | null;
  /** The values of a table by sample. */
  readonly table: ReadonlyMap<string, Float32Array> | null;
}

/** Lists every family that the experiment names, alone or in a mix, once. @throws WinceError `unknown-feature`, ... */
export async function planFamilies(
  specification: Pick<ExtractionSpecification, 'features' | 'mixes' | 'clips'>,
  store: Store,
): Promise<{ families: readonly FamilyPlan[]; nameFamily: NameFamily }> {
  const plans = new Map<string, FamilyPlan>();
  const names = new Map<string, string>();
  for (const feature of namedFamilies(specification)) {
    const key = JSON.stringify(feature);
    if (names.has(key)) continue;
    const plan = await planFamily(feature, specification.clips, store);
    names.set(key, plan.record.name);
    if (!plans.has(plan.record.name)) plans.set(plan.record.name, plan);
  }
  return {
    families: [...plans.values()],
    nameFamily(feature) {
      const name = names.get(JSON.stringify(feature));
      if (name === undefined) throw new Error(`${JSON.stringify(feature)} was not planned`);
      return name;
    },
  };
}

/**
 * Describes one family as the user wrote it: a handcrafted one, a network with its tap, `strain`, `temporal:FAMILY`,
 * `change:FAMILY`, or `table:FILE`.
 *
 * @throws WinceError `unknown-feature`, `bad-feature`, `bad-parameter`, and what reading a table or a network throws
 */
export async function planFamily(
  feature: MethodSpecification,
  clips: ClipParameters,
  store: Store,
): Promise<FamilyPlan> {
  const text = typeof feature === 'string' ? feature : feature.id;
  const id = text.split(/[:?@]/)[0];
  if (id === 'table') return planTable(feature, text);
  if (id === 'strain') return planStrain(feature, text);
  const over = OVER_FRAMES.find((name) => name === id);
  if (over) return planOverFrames(over, feature, text, clips, store);
  if (extractors.has(id)) return planHandcrafted(feature);
  const networks = await networkCatalogue();
  if (networks.has(id))
    return planNetwork(parseNetworkFeature(text, networks), text, networks.get(id), store);
  const absent = knownNetworks.find((network) => network.id === id);
  if (absent) {
    throw new WinceError('unknown-feature', `The network "${id}" is known, but its weights are not here.`, {
      hint: `Fetch its file from ${absent.page} and run \`wince networks import FILE\`, or \`wince networks pull ${id}\`. A control with random weights is ${id}-untrained.`,
    });
  }
  const known = [...extractors.ids, ...featureNetworks(networks), 'strain', ...OVER_FRAMES];
  throw new WinceError('unknown-feature', `There is no feature called "${id}".${didYouMean(id, known)}`, {
    hint: `The known ones are: ${known.join(', ')}, and table:FILE for a table of your own.`,
  });
}

function planHandcrafted(feature: MethodSpecification): FamilyPlan {
  const { id, parameters, name } = parseFeature(feature);
  const extractor = extractors.get(id);
  const columns = extractor.columns(parameters);
  return {
    record: {
      name,
      kind: extractor.kind,
      columns: columns.length,
      identity: JSON.stringify([id, extractor.version, parameters]),
      network: null,
    },
    columns,
    specification: feature,
    request: { kind: 'handcrafted', id, parameters },
    table: null,
  };
}

/** Rises when the strain of a clip gives other numbers. */
const STRAIN_VERSION = 1;

function planStrain(feature: MethodSpecification, text: string): FamilyPlan {
  const clip = text === 'strain';
  if (
    (!clip && text !== 'strain:frame') ||
    (typeof feature !== 'string' && Object.keys(feature).length > 1)
  ) {
    throw new WinceError('bad-feature', `${JSON.stringify(feature)} is no family of strain.`, {
      hint: 'Write strain for a clip, or strain:frame for its frames; parameters stand under `clips` in the experiment file.',
    });
  }
  const columns = clip ? STRAIN_CLIP_COLUMNS : STRAIN_FRAME_COLUMNS;
  return {
    record: {
      name: text,
      kind: 'strain',
      columns: columns.length,
      identity: JSON.stringify([text, STRAIN_VERSION]),
      network: null,
    },
    columns,
    specification: text,
    request: { kind: clip ? 'strain' : 'strain-frame' },
    table: null,
  };
}

async function planOverFrames(
  over: OverFrames,
  feature: MethodSpecification,
  text: string,
  clips: ClipParameters,
  store: Store,
): Promise<FamilyPlan> {
  const rest = text.slice(over.length + 1);
  const inner = typeof feature === 'string' ? rest : { ...feature, id: rest };
  const plan = rest === '' ? null : await planFamily(inner, clips, store);
  const of = plan?.request;
  if (!plan || !of || of.kind === 'strain' || 'of' in of) {
    throw new WinceError('bad-feature', `"${text}" names no family that describes frames.`, {
      hint: `Write ${over}:FAMILY with a family of frames: ${over}:geometry, ${over}:faceres, ${over}:strain:frame.`,
    });
  }
  const columns =
    over === 'temporal'
      ? temporalFamilyColumns(plan.columns, clips.temporal)
      : plan.columns.map((column) => `${column} change`);
  const { record } = plan;
  return {
    record: {
      ...record,
      name: `${over}:${record.name}`,
      columns: columns.length,
      identity: JSON.stringify([over, record.identity]),
    },
    columns,
    specification: feature,
    request: { kind: over, of },
    table: null,
  };
}

async function planNetwork(
  spec: FeatureSpec,
  text: string,
  card: NetworkCard,
  store: Store,
): Promise<FamilyPlan> {
  const { id, title, domain, untrained, licence, source } = card;
  const { columns, identity } = await describedFeature(spec, card, store);
  return {
    record: {
      name: spec.name,
      kind: 'deep',
      columns: columns.length,
      identity: identity + resizingIdentity(card),
      network: {
        name: id,
        title,
        domain,
        untrained,
        licence,
        source: describeSource(source),
        sha256: weightsIdentity(card),
      },
    },
    columns,
    specification: text,
    request: { kind: 'network', feature: text },
    table: null,
  };
}

/** Packaged networks are converted here, once, before workers ask for them; large ones only when they are run. */
async function describedFeature(spec: FeatureSpec, card: NetworkCard, store: Store): Promise<NetworkFeature> {
  const known = card.source.kind === 'package' ? undefined : describeFeature(card, spec);
  if (known) return known;
  const network = await openFeatureNetwork({ specs: [spec], store });
  await network.close();
  return network.features[0];
}

async function planTable(feature: MethodSpecification, text: string): Promise<FamilyPlan> {
  const path = tableFile(feature);
  if (!path) {
    throw new WinceError('bad-feature', `"${text}" names no table.`, {
      hint: 'Write table:FILE, for example table:my-features.parquet.',
    });
  }
  const { columns, rows, sha256 } = await readFeatureTable(path);
  return {
    record: { name: text, kind: 'table', columns: columns.length, identity: sha256, network: null },
    columns,
    specification: feature,
    request: null,
    table: rows,
  };
}
