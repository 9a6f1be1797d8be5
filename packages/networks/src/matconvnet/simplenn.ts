import {
  cells,
  field,
  type MatNumbers,
  type MatValue,
  matError,
  nameless,
  numbersOf,
  text,
} from './mat-value.ts';
import type { MatLayer } from './operations.ts';

/** Layers that judge what comes out, and take no part when a picture is looked at. */
const ASIDE = /loss|^pdist$|error/i;

/** The chain of layers of a simplenn network, in its order; old files have `filters` and `biases` for `weights`. */
export function simplennLayers(net: MatValue): readonly MatLayer[] {
  return cells(field(net, 'layers'))
    .map((layer, i): MatLayer => {
      const type = text(field(layer, 'type'));
      const name = text(field(layer, 'name')) || nameless(i);
      const place = { ...layer.place, layer: name };
      if (type === undefined) throw matError('the layer has no type.', place);
      return { name, type, options: layer, weights: weightsOf(layer), place };
    })
    .filter(({ type }) => !ASIDE.test(type));
}

function weightsOf(layer: MatValue): readonly MatNumbers[] {
  const newer = cells(field(layer, 'weights'));
  const given = newer.length > 0 ? newer : ['filters', 'biases', 'moments'].map((name) => field(layer, name));
  return given.map((value) => numbersOf(value)).filter((value) => value !== undefined);
}
