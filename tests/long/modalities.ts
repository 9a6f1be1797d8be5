import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ALL_FORMATS,
  BufferSource,
  BufferTarget,
  Conversion,
  Input,
  Mp4OutputFormat,
  Output,
} from 'mediabunny';
import { type ExperimentSpecification, parseExperiment } from '../../packages/core/src/index.ts';
import {
  defaultWorkers,
  evaluate,
  extract,
  openSound,
  predict,
  train,
  writeCohort,
} from '../../packages/runtime/src/index.ts';
import { wavBytes } from '../../packages/runtime/src/media/sound.fixture.ts';

/**
 * Face, strain, pulse and cry on drawn videos with sound, from one experiment: each alone, in pairs and together, subjects left out, in one table, with what
 * happens when one is taken away from the test rows. The families are extracted, a model of all of them is trained without one subject, and that subject is
 * predicted whole, without its sound, and from its sound alone: the model answers, and says what it used.
 *
 * `WINCE_MODALITIES_SUBJECTS` says how many subjects are drawn, `WINCE_MODALITIES_FOLDER` where they are kept.
 */
const SUBJECTS = Number(process.env.WINCE_MODALITIES_SUBJECTS ?? 12);
const SECONDS = 24;
const CELL = 'face+strain+pulse+cry~mean/none/naive-bayes';
/** What stands where the pulse would, without a pulse: a pulse that does not beat them is no evidence of one. */
const CONTROLS = ['pulse:background', 'pulse:band-removed', 'pulse:motion'];
const NAMES = ['face', 'strain', 'pulse', 'cry'];

const kept = process.env.WINCE_MODALITIES_FOLDER;
const folder = kept ?? (await mkdtemp(join(tmpdir(), 'wince-modalities-')));
const broken: string[] = [];
const must = (holds: boolean, what: string) => {
  if (!holds) broken.push(what);
};
try {
  const cohort = join(folder, 'cohort');
  if (!existsSync(join(cohort, 'dataset.csv'))) {
    await writeCohort({
      ...{ out: cohort, subjects: SUBJECTS, seed: 17, workers: defaultWorkers() },
      ...{ video: 'mp4', seconds: SECONDS, size: 192, contrast: 'cry' },
    });
  }
  const work = { cache: join(folder, 'cache'), workers: defaultWorkers() };
  const experiment = experimentOf(cohort);
  await writeFile(join(folder, 'experiment.json'), JSON.stringify(experiment));

  const tables = await extract(experiment, { out: join(folder, 'tables'), ...work });
  for (const { family, columns, rows } of tables.tables)
    console.log(`extract: ${family}: ${rows} rows of ${columns} columns`);

  const { metrics, samples } = await evaluate(experiment, {
    out: join(folder, 'run'),
    ...work,
    faces: false,
  });
  // Each alone, each pair and all together by both ways, and the controls.
  must(metrics.cells.length === 4 + 2 * (6 + 1) + CONTROLS.length, `${metrics.cells.length} cells`);
  console.log('\nmodalities | rows | AUC (95 %)');
  for (const { features, samples: rows, auc, ci95 } of metrics.cells) {
    const interval = ci95.auc?.map((bound) => bound.toFixed(2)).join(' to ') ?? 'no interval';
    console.log(`${features} | ${rows} | ${auc?.toFixed(2) ?? 'none'} (${interval})`);
  }
  const all = metrics.by_modality.find(({ cell }) => cell === CELL);
  console.log('\ntaken away from the test rows | rows | AUC');
  for (const { group, samples: rows, auc } of all?.taken ?? [])
    console.log(`${group} | ${rows} | ${auc?.toFixed(2) ?? 'none'}`);
  must(
    (all?.taken ?? []).every(({ auc }) => auc !== null),
    'a figure of what was taken away',
  );
  must(all?.taken.map(({ group }) => group).join() === `nothing,${NAMES.join()}`, 'what was taken away');
  const together = samples.filter(({ modalities }) => modalities === NAMES.join('+'));
  console.log(`${together.length} of ${samples.length} rows have all four modalities`);
  must(together.length > 0, 'no row has all modalities');

  const alone = await evaluate(
    parseExperiment(
      {
        ...{ dataset: join(cohort, 'dataset.csv'), features: ['cry'], selection: ['none'] },
        ...{ classifiers: ['naive-bayes'], clips: { cry_only: true } },
      },
      'the cry alone',
    ),
    { out: join(folder, 'cry-only'), ...work, faces: false },
  );
  for (const { samples: rows, auc, ci95 } of alone.metrics.cells)
    console.log(
      `the cry alone of all sound | ${rows} | ${auc?.toFixed(2) ?? 'none'} (${ci95.auc?.map((bound) => bound.toFixed(2)).join(' to ') ?? 'no interval'})`,
    );
  must(alone.metrics.cells[0].samples > 0, 'no row of the cry alone');

  const model = join(folder, 'model.wince');
  await train(experiment, { cell: CELL, leaveOut: ['S01'], out: model, ...work });
  const [video, sound, mute] = [
    join(cohort, 'videos/S01.mp4'),
    join(folder, 'S01.wav'),
    join(folder, 'S01-mute.mp4'),
  ];
  await withoutOne(video, sound, mute);
  const asked: readonly (readonly [string, readonly string[]])[] = [
    [video, NAMES],
    [mute, NAMES.slice(0, 3)],
    [sound, ['cry']],
  ];
  for (const [path, expected] of asked) {
    const { predictions } = await predict([path], { model, ...work });
    const [{ modalities, score, state }] = predictions;
    console.log(
      `predict ${path.slice(folder.length + 1)}: ${state}, ${score.value?.toFixed(3)}; used ${modalities?.used.join(', ')}; missing ${modalities?.missing.join(', ') || 'nothing'}`,
    );
    must(score.value !== null, `no answer for ${path}`);
    must(
      (modalities?.used ?? []).every((name) => expected.includes(name)),
      `${path} used ${modalities?.used.join()}`,
    );
  }
} finally {
  if (kept === undefined) await rm(folder, { recursive: true, force: true });
}
for (const line of broken) console.log(`fails: ${line}`);
process.exitCode = broken.length > 0 ? 1 : 0;

function experimentOf(cohort: string): ExperimentSpecification {
  return parseExperiment(
    {
      ...{ dataset: join(cohort, 'dataset.csv'), selection: ['none'], classifiers: ['naive-bayes'] },
      features: CONTROLS,
      fusion: {
        modalities: { face: 'geometry', strain: 'strain', pulse: 'pulse', cry: 'cry' },
        how: ['early', 'mean'],
      },
    },
    'the modalities',
  );
}

/** The sound of a video as a WAV, and the video without its sound. */
async function withoutOne(video: string, sound: string, mute: string): Promise<void> {
  const opened = await openSound(video);
  const samples: number[] = [];
  for await (const block of opened.blocks()) samples.push(...block.samples);
  const rate = opened.description.sampleRate;
  await opened.close();
  await writeFile(sound, wavBytes([Float64Array.from(samples)], rate, 's16'));
  const input = new Input({ formats: ALL_FORMATS, source: new BufferSource(await readFile(video)) });
  const target = new BufferTarget();
  const output = new Output({ format: new Mp4OutputFormat(), target });
  const conversion = await Conversion.init({ input, output, audio: { discard: true } });
  await conversion.execute();
  await writeFile(mute, new Uint8Array(target.buffer ?? new ArrayBuffer(0)));
}
