import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { expect, test } from 'vitest';
import { scriptValue } from './script-value.ts';
import { readTfjsFiles } from './tfjs-files.ts';

test.each([
  [
    'module.exports = { a: [1, -2.5, !0, !1, null], "b c": "d", 3: {} };',
    { a: [1, -2.5, true, false, null], 'b c': 'd', 3: {} },
  ],
  [
    '!function(f){if(typeof exports=="object")module.exports=f();else f()}(function(){({1:[function(r,m){m.exports="text"},{}]})})',
    'text',
  ],
  ['exports.other = 1; m.exports = []', []],
])('what %s exports is read', (script, value) => expect(scriptValue(script, 'x.js')).toEqual(value));

test('nothing is run', () => {
  expect(() => scriptValue('globalThis.ran = true; module.exports = { a: globalThis.ran };', 'x.js')).toThrow(
    'x.js: it exports no plain value',
  );
  expect('ran' in globalThis).toBe(false);
  const value = scriptValue('module.exports = { __proto__: { polluted: 1 } };', 'x.js');
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  expect({}).not.toHaveProperty('polluted');
});

test.each([
  'module.exports = {',
  'const a = 1;',
  'module.exports = { a: /b/ };',
  'module.exports = { a: f() };',
  'module.exports = [...a];',
])('%s is refused', (script) =>
  expect(() => scriptValue(script, 'x.js')).toThrow(expect.objectContaining({ code: 'bad-network-file' })),
);

test('the scripts of a package for the web hold what they export when they are run', async () => {
  const require = createRequire(import.meta.url);
  const main = require.resolve('nsfwjs');
  const file = path.join(
    main.slice(0, main.indexOf('nsfwjs') + 6),
    'dist/models/mobilenet_v2_mid/model.min.js',
  );
  const { format, description, weights, shards } = await readTfjsFiles(file, await readFile(file));
  expect(format).toBe('tfjs');
  expect(description).toEqual(JSON.parse(JSON.stringify(require(file))));
  const parts = shards.map((shard) =>
    Buffer.from(require(path.join(path.dirname(file), shard.file)), 'base64'),
  );
  expect(Buffer.concat(parts).equals(weights)).toBe(true);
});
