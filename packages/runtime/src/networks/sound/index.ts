export { importSoundNetwork, type SoundImportRequest } from './import-sound-network.ts';
export { openSoundNetwork, type SoundNetwork } from './sound-network.ts';
export { soundNumbersOfNoise } from './sound-self-test.ts';
export {
  keptSoundNumbers,
  SOUND_FOLDER,
  soundCatalogue,
  soundNetworkBytes,
  soundNetworkIdentity,
} from './sound-store.ts';
export { openSpeechDetector, type SpeechCourse, type SpeechDetector } from './speech.ts';
