import { join } from 'node:path';
import { COLOUR_SIZE, type FaceMap, type MapMethod, mapColours, type RegisteredFace } from '@wince/core';
import { type ExplainedPicture, renderExplanation, renderOverlay } from '@wince/pages';
import { makePrivateFolder, writeAtomically } from '../files/atomic.ts';
import { beginFolder } from '../files/folder.ts';
import type { Explained } from './explain-files.ts';

/** How an explanation is written. */
export interface WriteExplanationOptions {
  readonly out: string;
  /** Whether faces are shown under the maps; else their outlines are. Default: they are shown. */
  readonly faces?: boolean;
  /** Replaces another explanation in the folder. Default: false. */
  readonly overwrite?: boolean;
}

/**
 * Writes an explanation as a folder: `explanation.json`, `explanation.html`, and in `pictures` each map over its face as an SVG that stands
 * alone.
 *
 * @throws WinceError `folder-in-use`, `cannot-write`, `disk-full`
 */
export async function writeExplanation(
  { document, rows }: Explained,
  { out, faces = true, overwrite }: WriteExplanationOptions,
): Promise<void> {
  const madeOf = JSON.stringify([document.cell, document.methods, document.rows.map(({ name }) => name)]);
  const folder = await beginFolder(out, {
    ...{ mark: 'explanation.json', noun: 'an explanation', madeOf, overwrite },
  });
  try {
    const pictures: ExplainedPicture[] = [];
    for (const { face, maps } of rows) pictures.push(await pictureOf(face, maps, faces));
    await writeAtomically(join(folder.path, 'explanation.json'), `${JSON.stringify(document, null, 1)}\n`);
    await writeAtomically(
      join(folder.path, 'explanation.html'),
      await renderExplanation({ document, pictures }),
    );
    if (pictures.some(({ overlays }) => overlays.size > 0))
      await makePrivateFolder(join(folder.path, 'pictures'));
    for (const [i, picture] of pictures.entries()) {
      const { name, maps } = document.rows[i];
      for (const { method } of maps) {
        const file = `${String(i + 1).padStart(3, '0')}-${plain(name)}-${method}.svg`;
        await writeAtomically(
          join(folder.path, 'pictures', file),
          await renderOverlay(picture, method, name),
        );
      }
    }
    await folder.commit();
  } finally {
    await folder.abandon();
  }
}

async function pictureOf(
  face: RegisteredFace | null,
  maps: ReadonlyMap<MapMethod, FaceMap>,
  isShown: boolean,
): Promise<ExplainedPicture> {
  const { default: sharp } = await import('sharp');
  const overlays = new Map<MapMethod, Uint8Array>();
  for (const [method, map] of maps) {
    const raw = { width: COLOUR_SIZE, height: COLOUR_SIZE, channels: 4 } as const;
    overlays.set(method, await sharp(mapColours(map), { raw }).png().toBuffer());
  }
  const raw = { width: COLOUR_SIZE, height: COLOUR_SIZE, channels: 3 } as const;
  return {
    jpeg: face && isShown ? await sharp(face.colour.data, { raw }).jpeg({ quality: 85 }).toBuffer() : null,
    landmarks: face?.landmarks ?? null,
    overlays,
  };
}

/** The name of a row without what a file's name cannot hold. */
function plain(name: string): string {
  return (
    (name.split(/[\\/]/).at(-1) ?? '')
      .replace(/\.[a-z0-9]+$/i, '')
      .replace(/[^\w-]+/g, '_')
      .slice(0, 60) || 'row'
  );
}
