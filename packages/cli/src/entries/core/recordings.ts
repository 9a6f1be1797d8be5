// Recordings, as far as no machine is needed.

export {
  analyseCry,
  type CryAnalysis,
  type CryBreath,
  type CryFault,
  type CryOptions,
  type GreyImage,
  type PitchContour,
  type RgbImage,
  SIGNALS,
  type SignalName,
  type SignalState,
  type SignalStates,
  type SoundBlock,
  type SoundCourse,
  type VideoFrame,
} from '@wince/core';
