import { expect, test } from 'vitest';
import { readTfjsFiles } from './tfjs-files.ts';

const whole = JSON.stringify({ modelTopology: { node: [{ name: 'Gefühl', op: 'Placeholder' }] } });
const bytes = new TextEncoder().encode(whole);

test('a model file that is cut off is refused with the byte at which it ends', async () => {
  for (let length = 0; length < bytes.length; length++) {
    const error: unknown = await readTfjsFiles('model.json', bytes.subarray(0, length)).catch((e) => e);
    expect(error).toMatchObject({ name: 'WinceError', code: 'bad-network-file' });
    const place = /^WinceError: TensorFlow.js model at byte (\d+): model.json is not valid JSON: /.exec(
      String(error),
    );
    // The parser may complain of the letter before the end.
    expect(Math.abs(Number(place?.[1]) - length), String(error)).toBeLessThanOrEqual(2);
  }
});

test('what is no JSON is refused with the byte, not the letter', async () => {
  const broken = new TextEncoder().encode(whole.replace('op', 'o"p'));
  const byte = new TextEncoder().encode(whole.slice(0, whole.indexOf('op') + 2)).length;
  await expect(readTfjsFiles('model.json', broken)).rejects.toThrow(`at byte ${byte}: `);
});

test('JSON that is no model is refused', async () => {
  await expect(readTfjsFiles('model.json', new TextEncoder().encode('{}'))).rejects.toThrow(
    'model.json has no modelTopology and weightsManifest',
  );
});
