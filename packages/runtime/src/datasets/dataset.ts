import type { DatasetDescription, Sample } from '@wince/core';

/** A data set on disk: `dataset.csv`, its `dataset.yaml`, and the folder that holds the recordings. */
export interface Dataset {
  /** The absolute folder that every path is relative to: that of `dataset.csv`, or the one that `dataset.yaml` names. */
  readonly folder: string;
  readonly csvPath: string;
  /** Where `dataset.yaml` stands; null where there is none and defaults are taken. */
  readonly yamlPath: string | null;
  readonly description: DatasetDescription;
  /** The column that names the subject. */
  readonly subjectColumn: string;
  readonly samples: readonly Sample[];
  /** SHA-256 (hex) over the bytes of `dataset.csv` and `dataset.yaml`. Says nothing of the recordings. */
  readonly hash: string;
}
