/**
 * Times the analysis of a video from the file to states: every frame decoded and its face followed, strain at 10 pairs a
 * second, the networks of a model on at most one frame a second, states and episodes.
 *
 *     npx node bench/video/make-video.ts --out ten-minutes.mp4
 *     npx node bench/video/run.ts --video ten-minutes.mp4 --model two-networks.wince [--repeat 3] [--cache DIR]
 *
 * Any model of pictures will do; `faceres+mobilenet-v2-1.4` has two networks. Prints one JSON document: of each run the
 * seconds, how many times faster than the video plays, processor time, memory after each minute of video, and the seconds of
 * each stage; and the load of the machine, without which times mean little.
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { monitoredVideoParameters } from '../../packages/core/src/index.ts';
import { startStageClock } from '../../packages/observation/src/index.ts';
import { defaultCacheFolder, readModel } from '../../packages/runtime/src/index.ts';
import { predictVideo } from '../../packages/runtime/src/monitoring/predict-video.ts';

const { values } = parseArgs({
  options: {
    video: { type: 'string' },
    model: { type: 'string' },
    repeat: { type: 'string', default: '3' },
    cache: { type: 'string', default: defaultCacheFolder() },
  },
});
if (values.video === undefined || values.model === undefined)
  throw new Error('--video and --model are missing');
const model = await readModel(values.model);

const runs = [];
for (let run = 0; run < Number(values.repeat); run++) {
  const clock = startStageClock();
  const load = loadavg()[0];
  const memory: number[] = [];
  const cpu = process.cpuUsage();
  const began = performance.now();
  let played = 0;
  const { prediction } = await predictVideo(values.video, {
    ...{ model, cache: values.cache, clock, bars: [], annotated: null },
    parameters: monitoredVideoParameters.parse({}),
    onTime(seconds) {
      played = seconds;
      if (seconds >= 60 * (memory.length + 1)) memory.push(Math.round(process.memoryUsage.rss() / 2 ** 20));
    },
  });
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  runs.push({
    seconds: round(seconds),
    played: round(played),
    times_real: round(played / seconds),
    cpu_seconds: round((user + system) / 1e6),
    rss_mib_by_minute: memory,
    stages: Object.fromEntries(
      clock.times().map(({ stage, milliseconds }) => [stage, round(milliseconds / 1000)]),
    ),
    episodes: prediction.video.episodes.length,
    load_before: round(load),
  });
  // Told at once: a run takes minutes.
  process.stderr.write(`run ${run + 1}: ${JSON.stringify(runs.at(-1))}\n`);
}
const sorted = runs.map((one) => one.times_real).sort((a, b) => a - b);
console.log(
  JSON.stringify({ cell: model.manifest.cell, median_times_real: sorted[sorted.length >> 1], runs }, null, 1),
);

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
