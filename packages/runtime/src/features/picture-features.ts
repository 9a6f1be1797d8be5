import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extractors, type RegisteredFace } from '@wince/core';
import { parseFeature as parseNetworkFeature } from '@wince/networks';
import { openCache } from '../cache/index.ts';
import { type FaceAnalyser, openFaceAnalyser } from '../faces/index.ts';
import { systemCode } from '../files/atomic.ts';
import { type FeatureNetwork, networkCatalogue, openFeatureNetwork } from '../networks/index.ts';
import type { ExtractionSetup, ExtractionTask, FoundFace } from './extraction.ts';
import { cachedFace, faceKey, findFace } from './face-cache.ts';
import { type FamilyRequest, networkCache } from './families.ts';

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
  const compute = familyComputer(cacheFolder);
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

/** Computes one family on a registered face; a network is opened once. */
function familyComputer(cacheFolder: string) {
  const open = new Map<string, Promise<{ readonly name: string; readonly network: FeatureNetwork }>>();
  return async (request: FamilyRequest, face: RegisteredFace, out: Float32Array) => {
    if (request.kind === 'handcrafted') {
      extractors.get(request.id).extract(face, request.parameters, out);
      return;
    }
    const { feature } = request;
    const opening = open.get(feature) ?? openFeature(feature, cacheFolder);
    open.set(feature, opening);
    const { name, network } = await opening;
    const table = (await network.run([face.colour])).get(name);
    if (!table) throw new Error(`the network gave no ${name}`);
    out.set(table.data);
  };
}

async function openFeature(feature: string, cacheFolder: string) {
  const spec = parseNetworkFeature(feature, await networkCatalogue());
  const cache = networkCache(cacheFolder);
  return { name: spec.name, network: await openFeatureNetwork({ specs: [spec], cache, threads: 1 }) };
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
