/**
 * Work on many machines, on a real Redis server that the test starts. Six parts, of which `MANY=pictures,aside,lost,tiny,kills,scale` picks some; each says in its
 * file what it holds. Needs redis-server.
 */
import { aside } from './many-machines/aside.ts';
import { kills } from './many-machines/kills.ts';
import { lost } from './many-machines/lost.ts';
import { pictures } from './many-machines/pictures.ts';
import { openPlace, type Place } from './many-machines/place.ts';
import { scale } from './many-machines/scale.ts';
import { tiny } from './many-machines/tiny.ts';

const parts: Readonly<Record<string, (place: Place) => Promise<void>>> = {
  pictures,
  aside,
  lost,
  tiny,
  kills,
  scale,
};
const asked = process.env.MANY?.split(',') ?? Object.keys(parts);
const unknown = asked.find((name) => !(name in parts));
if (unknown !== undefined) throw new Error(`there is no part "${unknown}": ${Object.keys(parts).join(', ')}`);
const place = await openPlace();
try {
  for (const name of asked) await parts[name](place);
} finally {
  await place.close();
}
