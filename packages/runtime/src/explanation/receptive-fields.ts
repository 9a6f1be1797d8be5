import type { PlannedFamily } from '@wince/core';
import { nodeOf, parseNetworkFeature, receptiveField } from '@wince/networks';
import { mapBehind } from '../measure/families/network-family.ts';
import { isStored } from '../networks/imported.ts';
import { graphOfNetwork, networkCatalogue } from '../networks/index.ts';

/**
 * What a position of the layers behind the families of networks sees, in sentences: a back-projection draws it about the middle of what it
 * sees. Imported networks are ONNX already, and nothing is said of them.
 */
export async function receptiveFieldNotes(families: readonly PlannedFamily[]): Promise<readonly string[]> {
  const known = await networkCatalogue();
  const notes: string[] = [];
  for (const { record, columns } of families) {
    if (!record.network) continue;
    const card = known.get(record.network.name);
    const source = mapBehind(card, parseNetworkFeature(record.name, known), columns.length);
    if (!source || isStored(card)) continue;
    const field = receptiveField(await graphOfNetwork(card), nodeOf(card, source.tap));
    if (!field) continue;
    const [[height, width], [down, across]] = [field.size, field.step];
    notes.push(
      `${record.name}: a position of the layer ${source.tap} sees ${width} x ${height} pixels of the network's picture of ${card.input.width} x ${card.input.height}, and positions are ${across} x ${down} pixels apart. Its share is drawn about the middle of what it sees.`,
    );
  }
  return notes;
}
