import { keysInSnakeCase } from '@wince/core';
import { modelForPage, type NetworkFile, networkFile, openStore } from '@wince/runtime';
import type { NetworkTask, PageModelTask } from './tasks.ts';

/** A model with what a page needs to score frames. Undefined values do not travel as JSON, and are left out. */
export async function pageModelWork({ model, cache }: PageModelTask): Promise<unknown> {
  const { manifest, fitted, features } = await modelForPage(model, cache);
  const written = {
    ...manifest,
    face: keysInSnakeCase(manifest.face),
    clips: keysInSnakeCase(manifest.clips),
  };
  return JSON.parse(JSON.stringify({ manifest: written, fitted, features }));
}

/** A network for a page that runs it itself. */
export async function networkWork({ network, taps, cache }: NetworkTask): Promise<NetworkFile> {
  return networkFile({ network, taps, store: await openStore(cache) });
}
