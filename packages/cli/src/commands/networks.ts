import { rm } from 'node:fs/promises';
import path from 'node:path';
import { WinceError } from '@wince/core';
import { ADDRESS_CAUTION, assumedWords, knownNetworks, networkFacts, networkLayers } from '@wince/networks';
import {
  defaultCacheFolder,
  findNetwork,
  type ImportRequest,
  importNetwork,
  importSoundNetwork,
  layersOfNetwork,
  networkCatalogue,
  networkHome,
  openStore,
  pullFile,
  type SoundImportRequest,
  soundCatalogue,
  testNetwork,
  verifyLayers,
} from '@wince/runtime';
import { Command, InvalidArgumentError, Option } from 'commander';
import { untilInterrupted } from '../interruption.ts';
import { printJson } from '../print-json.ts';
import { openProgress } from '../progress.ts';
import { columns } from '../tables.ts';
import {
  absentNetwork,
  describeNetwork,
  listedNetwork,
  listedSoundNetwork,
  networkSummary,
} from './networks-list.ts';
import { differenceWords, variantCommand } from './networks-variant.ts';

interface Flags {
  readonly home: string;
  readonly json?: boolean;
}

/** `wince networks`: the catalogue of networks, and the weights of others. */
export function networksCommand(command: Command): void {
  const children = [
    listCommand(),
    showCommand(),
    importCommand(),
    pullCommand(),
    testCommand(),
    verifyCommand(),
    variantCommand(),
  ];
  for (const child of children) {
    child.option('--home <DIR>', 'the folder of imported networks', networkHome());
    child.option('--json', 'print one JSON document');
    command.addCommand(child);
  }
}

function listCommand(): Command {
  return new Command('list')
    .description('list the networks that are installed, and known networks that are not installed')
    .action(async ({ home, json }: Flags) => {
      const { entries, ids } = await networkCatalogue(home);
      const hearing = await soundCatalogue(home);
      const there = await Promise.all([
        ...entries.map(listedNetwork),
        ...hearing.entries.map(listedSoundNetwork),
      ]);
      const absent = knownNetworks.filter(({ id }) => !ids.includes(id)).map(absentNetwork);
      if (json) return printJson([...there, ...absent]);
      console.log(there.map(describeNetwork).join('\n\n'));
      if (absent.length === 0) return;
      console.log(
        '\nKnown, but not installed. Use: wince networks pull NAME. Or fetch the file yourself and import it.\n',
      );
      console.log(absent.map(describeNetwork).join('\n\n'));
    });
}

function showCommand(): Command {
  return new Command('show')
    .description('show the card of a network: source, licence, training, input, layers')
    .argument('<NAME>')
    .action(async (name: string, { home, json }: Flags) => {
      const hearing = await soundCatalogue(home);
      const card = hearing.has(name) ? hearing.get(name) : await findNetwork(name, home);
      if (json) return printJson(card.domain === 'sound' ? card : networkSummary(card));
      console.log(columns(networkFacts(card).map(([fact, words]) => [fact, words])));
      const source = card.source;
      const differences = source.kind === 'variant' ? source.comparison.taps : [];
      const head = card.domain === 'sound' ? ['output', 'numbers'] : ['layer', 'shape'];
      const rows = networkLayers(card).map(({ name, shape }) => [
        ...[name, shape],
        ...differences.filter(({ tap }) => tap === name).map(differenceWords),
      ]);
      console.log(
        `\n${columns([differences.length > 0 ? [...head, 'difference from the network'] : head, ...rows])}`,
      );
    });
}

interface ImportFlags
  extends Flags,
    Omit<ImportRequest, 'file' | 'home'>,
    Partial<Pick<SoundImportRequest, 'rate' | 'seconds' | 'hop' | 'mel'>> {}

function importCommand(): Command {
  return new Command('import')
    .description(
      'take a network from a .mat (MatConvNet), .caffemodel (Caffe), .json (TensorFlow.js, Keras), .tflite or .onnx file, or the folder of a model.json',
    )
    .argument('<FILE>')
    .option('--prototxt <FILE>', 'the text file that belongs to a .caffemodel')
    .option('--name <NAME>', 'its name (default: from its architecture or its file)')
    .option(
      '--mean <MEAN>',
      "none, numbers like 104,117,123, or a .binaryproto or .mat file; in the network's order of colours",
    )
    .addOption(
      new Option('--colour <ORDER>', 'the order of colours it was trained with').choices([
        'rgb',
        'bgr',
        'grey',
      ]),
    )
    .option(
      '--scale <NUMBER>',
      'the values are multiplied by this after the mean is subtracted; samples of sound in [-1, 1] are multiplied by it',
      positive,
    )
    .option('--size <ROWSxCOLUMNS>', 'the size of its pictures, for a network that takes any size', size)
    .addOption(
      new Option('--domain <DOMAIN>', 'what its training pictures showed').choices(['faces', 'objects']),
    )
    .option(
      '--untrained',
      'its weights are random numbers: it is a control, and it is marked as a control wherever it is used',
    )
    .option('--rate <HZ>', 'it is a network of sound, trained at this sampling rate', wholeRate)
    .option(
      '--seconds <NUMBER>',
      'the length of a window of sound, for a network that takes any length',
      positive,
    )
    .option(
      '--hop <SECONDS>',
      'the time from one window of sound to the next (default: half a window)',
      positive,
    )
    .option('--mel <NAME>', 'it takes a spectrogram: speech-mel (default: it takes samples)')
    .action(async (file: string, { json, rate, ...flags }: ImportFlags) => {
      if (rate !== undefined) return importSound({ ...flags, file, rate }, json);
      const sound = (['seconds', 'hop', 'mel'] as const).find((option) => flags[option] !== undefined);
      if (sound !== undefined) {
        throw new WinceError('bad-option', `--${sound} is for networks of sound, and --rate is missing.`, {
          hint: 'Give the sampling rate that the network was trained with, for example --rate 16000.',
        });
      }
      const card = await importNetwork({ ...flags, file });
      if (json) return printJson(networkSummary(card));
      console.log(
        `${card.id}: ${card.title}, ${card.taps.length} layers; saved in ${path.join(flags.home, card.id)}`,
      );
      if (card.assumed) console.log(assumedWords(card));
      if (card.untrained && !flags.untrained)
        console.log('All its biases are 0, as in random weights, so it is marked as untrained.');
    });
}

async function importSound(request: SoundImportRequest, json: boolean | undefined): Promise<void> {
  const card = await importSoundNetwork(request);
  if (json) {
    printJson(card);
    return;
  }
  const numbers = card.outputs.reduce((sum, output) => sum + output.numbers, 0);
  console.log(
    `${card.id}: ${card.title}, ${numbers} numbers of ${(card.input.length / card.input.rate).toFixed(2)} s of sound`,
  );
  if (request.scale === undefined)
    console.log(
      `No option states the scale of samples: ${card.input.scale} was taken. Give it with --scale.`,
    );
}

interface PullFlags extends Flags {
  readonly url?: string;
  readonly sha256?: string;
}

function pullCommand(): Command {
  return new Command('pull')
    .description(
      "fetch a known network from its authors' address and import it; the only networks command that uses the internet",
    )
    .argument('<NAME>', knownNetworks.map(({ id }) => id).join(', '))
    .option('--url <URL>', 'another address of the same file')
    .option('--sha256 <HASH>', 'the SHA-256 that the file must have')
    .action(async (name: string, { home, json, url, sha256 }: PullFlags) => {
      const known = knownNetworks.find(({ id }) => id === name);
      if (!known) {
        throw new WinceError('unknown-network', `No known network is called "${name}".`, {
          hint: `The known ones are: ${knownNetworks.map(({ id }) => id).join(', ')}.`,
        });
      }
      const address = url ?? known.url;
      const file = path.join(home, '.downloads', path.basename(new URL(address).pathname));
      console.error(`${name} from ${address}${url === undefined ? ` (${ADDRESS_CAUTION})` : ''}`);
      const progress = openProgress();
      const pulled = await progress.during(
        untilInterrupted((signal) =>
          pullFile({
            url: address,
            file,
            sha256: sha256 ?? known.sha256 ?? undefined,
            signal,
            onProgress: (done, total) =>
              progress.update(`${name}, MB`, megabytes(done), megabytes(total ?? done)),
          }),
        ),
      );
      const card = await importNetwork({ file: pulled.file, name, home });
      // What was made of it is kept, and its hash with it.
      await rm(pulled.file);
      if (json) return printJson({ ...networkSummary(card), pulled });
      console.log(`${card.id}: ${pulled.bytes} bytes, SHA-256 ${pulled.sha256}`);
      if (sha256 === undefined && known.sha256 === null) {
        console.log('No hash of this file is known here: compare it with one from a source that you trust.');
      }
    });
}

interface TestFlags extends Flags {
  readonly cache: string;
}

function testCommand(): Command {
  return new Command('test')
    .description(
      'test a network: hashes of its files, and its numbers for a picture or sound of noise beside those that are known of it',
    )
    .argument('<NAME>')
    .option('--cache <DIR>', 'where converted networks are kept', defaultCacheFolder())
    .action(async (network: string, { home, json, cache }: TestFlags) => {
      const tested = await testNetwork({ network, home, store: await openStore(cache) });
      const { layers, against, agrees, tolerance } = tested;
      if (json) printJson(tested);
      else {
        const rows = layers.map(({ layer, values, largest, difference }) => [
          layer,
          String(values),
          difference === null ? '-' : difference.toExponential(2),
          largest.toExponential(2),
        ]);
        console.log(columns([['layer', 'values', 'largest difference', 'largest value'], ...rows]));
        console.log(
          against === null
            ? 'All values are finite. Nothing is kept to compare them with.'
            : `All values are finite. They were compared with ${against}; a difference up to ${tolerance} of the largest value agrees.`,
        );
      }
      if (agrees !== false) return;
      throw new WinceError('network-departs', `"${network}" differs from ${against}.`, {
        hint: 'Import the network again, or install its package again. Another processor or graphics card may differ, too.',
      });
    });
}

interface VerifyFlags extends Flags {
  readonly golden: string;
  readonly tolerance: number;
}

function verifyCommand(): Command {
  return new Command('verify')
    .description('compare a network and its preprocessing with given activations, layer by layer')
    .argument('<NAME>')
    .requiredOption(
      '--golden <FILE>',
      'NAME.golden.json; the same folder contains NAME.activations.bin and the input',
    )
    .option(
      '--tolerance <SHARE>',
      'the allowed difference, as a share of the largest absolute value of a layer',
      positive,
      1e-5,
    )
    .action(async (name: string, { home, json, golden, tolerance }: VerifyFlags) => {
      const card = await findNetwork(name, home);
      const network = await layersOfNetwork(card, home);
      const result = await verifyLayers(network, golden, { tolerance, preprocessing: card.input });
      if (json) printJson(result);
      else {
        const all = [...(result.preprocessing ? [result.preprocessing] : []), ...result.layers];
        const rows = all.map(({ layer, shape, largest, difference, agrees }) => [
          layer,
          shape.join(' x '),
          difference.toExponential(2),
          (difference / largest).toExponential(2),
          agrees ? 'agrees' : 'DEPARTS',
        ]);
        console.log(
          columns([['layer', 'shape', 'largest difference', 'share of the largest value', ''], ...rows]),
        );
        if (!result.preprocessing)
          console.log('The golden file has no picture, so the preprocessing was not compared.');
      }
      if (result.departsAt === undefined) return;
      throw new WinceError(
        'network-departs',
        `"${name}" differs from the golden file. The first difference is in "${result.departsAt}".`,
        {
          hint:
            result.departsAt === 'preprocessing'
              ? 'Size, order of colours, mean or scale differ from those of the golden file.'
              : 'The weights differ, or the two implementations compute this layer differently.',
        },
      );
    });
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1e6);
}

function positive(text: string): number {
  const number = Number(text);
  if (Number.isFinite(number) && number > 0) return number;
  throw new InvalidArgumentError('a number above 0 was expected.');
}

function wholeRate(text: string): number {
  const hertz = Number(text);
  if (Number.isInteger(hertz) && hertz >= 1000 && hertz <= 192_000) return hertz;
  throw new InvalidArgumentError('a whole number from 1000 to 192000 was expected.');
}

function size(text: string): readonly [number, number] {
  const [rows, columns] = text.split('x').map(Number);
  if (Number.isSafeInteger(rows) && Number.isSafeInteger(columns) && rows > 0 && columns > 0)
    return [rows, columns];
  throw new InvalidArgumentError('rows x columns was expected, as in 224x224.');
}
