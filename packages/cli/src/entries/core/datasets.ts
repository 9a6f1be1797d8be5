// Data sets, as far as no machine is needed.

export {
  type BandsChoice,
  type DatasetDescription,
  knownLayouts,
  type MiddleTreatment,
  type Sample,
  type Task,
  type TaskChoice,
} from '@wince/core';
