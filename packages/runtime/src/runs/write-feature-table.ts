import { type Numbers, zerosLike } from '@wince/core';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { writeAtomically } from '../files/atomic.ts';

/** The rows that `extract` writes: one array a column, with names and provenance beside them. */
export interface FeatureTableContent {
  readonly samples: readonly string[];
  readonly subjects: readonly string[];
  readonly labels: readonly string[];
  readonly columns: readonly string[];
  /** `samples x columns`, row-major. */
  readonly values: Numbers;
  /** Goes into the file's metadata, each under its key. */
  readonly provenance: Readonly<Record<string, string>>;
}

/** Writes features as Parquet: `sample`, `subject`, `label`, then a column a feature: FLOAT, or DOUBLE where values are float64. */
export async function writeFeatureTable(path: string, content: FeatureTableContent): Promise<void> {
  const { samples, columns, values } = content;
  const type = values instanceof Float64Array ? ('DOUBLE' as const) : ('FLOAT' as const);
  const column = (c: number) => {
    const data = zerosLike(values, samples.length);
    for (let row = 0; row < data.length; row++) data[row] = values[row * columns.length + c];
    return data;
  };
  const bytes = parquetWriteBuffer({
    columnData: [
      { name: 'sample', data: [...samples], type: 'STRING' },
      { name: 'subject', data: [...content.subjects], type: 'STRING' },
      { name: 'label', data: [...content.labels], type: 'STRING' },
      ...columns.map((name, c) => ({ name, data: column(c), type, nullable: false })),
    ],
    kvMetadata: Object.entries(content.provenance).map(([key, value]) => ({ key, value })),
    createdBy: 'wince',
  });
  await writeAtomically(path, new Uint8Array(bytes));
}
