import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extractors, type Matrix, type RegisteredFace } from '@wince/core';
import { parseFeature as parseNetworkFeature } from '@wince/networks';
import { openCache } from '../cache/index.ts';
import { type FaceAnalyser, openFaceAnalyser } from '../faces/index.ts';
import { systemCode } from '../files/atomic.ts';
import { type FeatureNetwork, networkCatalogue, openFeatureNetwork } from '../networks/index.ts';
import type { ExtractionSetup, ExtractionTask, FoundFace } from './extraction.ts';
import { cachedFace, faceKey, findFace } from './face-cache.ts';
import { type FamilyRequest, networkCache } from './families.ts';
import { networkPicture } from './network-picture.ts';

/** Finds faces and computes families, picture by picture. Networks are opened when the first picture needs them. */
export interface PictureExtractor {
  /** Writes the values of the families into their tables, and says what was found. */
  extract(task: ExtractionTask): Promise<FoundFace>;
}

/** Makes ready to extract. Uses one thread: several extractors run side by side. */
export async function openExtractor({
  cacheFolder,
  face,
  families,
}: ExtractionSetup): Promise<PictureExtractor> {
  const cache = await openCache(cacheFolder);
  const key = faceKey(face);
  const compute = familyComputer(
    cacheFolder,
    families.map(({ request }) => request),
  );
  let analyser: Promise<FaceAnalyser> | undefined;
  const openAnalyser = () => {
    analyser ??= openFaceAnalyser({ cache: networkCache(cacheFolder), parameters: face });
    return analyser;
  };
  return {
    async extract({ path, row }) {
      const bytes = await readBytes(path);
      if (!(bytes instanceof Uint8Array)) return bytes;
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const seen =
        (await cachedFace(cache, sha256, key)) ??
        (await findFace(cache, sha256, key, bytes, await openAnalyser()));
      const { status, reason } = seen;
      if (seen.status === 'unreadable' || seen.status === 'no-face') {
        return { status, reason, sha256, confidence: null };
      }
      const confidence = seen.quality.measures.confidence.value;
      if (seen.status !== 'used') return { status, reason, sha256, confidence };
      for (const { request, identity, values, columns } of families) {
        const ownKey = `${key} ${identity}`;
        const cached = await cache.readPicture(sha256, ownKey);
        if (cached) {
          values.set(floats(cached), row * columns);
          continue;
        }
        const out = new Float32Array(columns);
        await compute(request, seen.registered, out);
        refuseNaN(out, identity, path);
        await cache.writePicture(sha256, ownKey, new Uint8Array(out.buffer));
        values.set(out, row * columns);
      }
      return { status, reason, sha256, confidence };
    },
  };
}

type Rows = ReadonlyMap<string, Matrix<Float32Array>>;

/** A network with all its features that are asked for, and what it gave for the face that it saw last. */
interface OpenNetwork {
  readonly names: ReadonlyMap<string, string>;
  readonly network: FeatureNetwork;
  seen?: { readonly face: RegisteredFace; readonly rows: Rows };
}

/** Computes one family on a registered face; a network is opened once and gives all its features in one pass. */
function familyComputer(cacheFolder: string, requests: readonly FamilyRequest[]) {
  const open = new Map<string, Promise<OpenNetwork>>();
  return async (request: FamilyRequest, face: RegisteredFace, out: Float32Array) => {
    if (request.kind === 'handcrafted') {
      extractors.get(request.id).extract(face, request.parameters, out);
      return;
    }
    const id = networkOf(request.feature);
    const features = requests.flatMap((each) => (each.kind === 'network' ? [each.feature] : []));
    const opening =
      open.get(id) ??
      openFeatures(
        features.filter((each) => networkOf(each) === id),
        cacheFolder,
      );
    open.set(id, opening);
    const opened = await opening;
    const { network } = opened;
    if (opened.seen?.face !== face) {
      opened.seen = { face, rows: await network.run([networkPicture(face, network.card)]) };
    }
    const row = opened.seen.rows.get(opened.names.get(request.feature) ?? '');
    if (!row) throw new Error(`the network gave no ${request.feature}`);
    out.set(row.data);
  };
}

/** The network of a feature as the user wrote it. */
function networkOf(feature: string): string {
  return feature.split(/[:@]/)[0];
}

async function openFeatures(features: readonly string[], cacheFolder: string): Promise<OpenNetwork> {
  const known = await networkCatalogue();
  const specs = features.map((feature) => parseNetworkFeature(feature, known));
  const network = await openFeatureNetwork({ specs, cache: networkCache(cacheFolder), threads: 1 });
  return { network, names: new Map(features.map((feature, i) => [feature, specs[i].name])) };
}

async function readBytes(path: string): Promise<Uint8Array | FoundFace> {
  try {
    return await readFile(path);
  } catch (cause) {
    const reason = `the file cannot be read (${systemCode(cause) ?? String(cause)})`;
    return { status: 'unreadable', reason, sha256: null, confidence: null };
  }
}

function floats(bytes: Uint8Array): Float32Array {
  return new Float32Array(Uint8Array.from(bytes).buffer);
}

/** A feature that is no number is a defect of its extractor: it must not reach a table, nor be left out in silence. */
function refuseNaN(values: Float32Array, identity: string, path: string): void {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new Error(`column ${bad} of ${identity} is ${values[bad]} on ${path}`);
}
