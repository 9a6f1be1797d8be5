/**
 * Strain: optical flow, and the strain of a face.
 *
 * @module strain
 */

export {
  type AreaPixels,
  areaMeans,
  faceAreas,
  findPeaks,
  flowParameters,
  medianFace,
  type NoiseFloorParameters,
  noiseFloorParameters,
  openStrainSeries,
  type Peak,
  type PeakParameters,
  peakParameters,
  restFloors,
  type ShapedFace,
  type SmoothingParameters,
  STRAIN_AREAS,
  STRAIN_REFERENCES,
  STRAIN_UNITS,
  type StrainArea,
  type StrainReference,
  type StrainSample,
  type StrainSeries,
  type StrainTensor,
  smoothingParameters,
  smoothSeries,
  strainMagnitude,
  strainTensor,
} from '@wince/core';
export {
  type ExpandedPicture,
  type FlowField,
  type FlowParameters,
  type FlowWorkspace,
  openFlow,
} from '@wince/kernels';
