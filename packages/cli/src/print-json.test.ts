import { expect, it } from 'vitest';
import { jsonText } from './print-json.ts';

it('writes fields in snake_case, at every level, and leaves names of the data', () => {
  const document = {
    csvPath: 'a.csv',
    labels: { noPain: 3 },
    layers: [{ lastMap: 'conv_pw_13_relu', sha256: 'ab' }],
  };
  expect(JSON.parse(jsonText(document))).toEqual({
    csv_path: 'a.csv',
    labels: { noPain: 3 },
    layers: [{ last_map: 'conv_pw_13_relu', sha256: 'ab' }],
  });
});
