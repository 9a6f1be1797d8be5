// Recordings, as far as no machine is needed.

export {
  type GreyImage,
  type RgbImage,
  SIGNALS,
  type SignalName,
  type SignalState,
  type SignalStates,
  type SoundBlock,
  type VideoFrame,
} from '@wince/core';
