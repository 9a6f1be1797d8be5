import { type Family, tableFile, WinceError } from '@wince/core';
import { z } from 'zod';
import { readFeatureTable } from '../../tables/feature-table.ts';

/** A table of the user's own: `table:FILE`. No recording is opened for it. */
export const table: Family = {
  id: 'table',
  version: 1,
  title: 'Columns of a Parquet or CSV file',
  source: 'own: a file of the user',
  unit: 'the unit in the file',
  kind: 'table',
  needs: ['table'],
  parameters: z.strictObject({}),
  example: 'table:my-features.parquet',
  async plan(specification) {
    const text = typeof specification === 'string' ? specification : specification.id;
    const path = tableFile(specification);
    if (!path) {
      throw new WinceError('bad-feature', `"${text}" does not name a table.`, {
        hint: 'Write table:FILE, for example table:my-features.parquet.',
      });
    }
    const { columns, rows, sha256 } = await readFeatureTable(path);
    return {
      record: { name: text, kind: 'table', columns: columns.length, identity: sha256, network: null },
      ...{ columns, specification, needs: ['table'], moment: null, sinceReference: false, table: rows },
      ...{ regions: [], byRegion: [specification] },
      open() {
        throw new Error(`${text} is a table: it observes nothing`);
      },
    };
  },
};
