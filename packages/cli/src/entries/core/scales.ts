/**
 * Scales: pain scales as data.
 *
 * @module scales
 */

export {
  type Band,
  type Banding,
  type BandLabel,
  defineScale,
  type FeatureFamilyKind,
  type Incorporation,
  type ItemSteps,
  incorporates,
  type Modality,
  type Scale,
  type ScaleItem,
  type ScaleSource,
  scales,
} from '@wince/core';
