import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { startWince } from '../../start-wince.ts';
import { contentsOf, drawn, experimentOn, load, numberOf, type Place, works } from './place.ts';
import { killedServer } from './served.ts';

/** A command that is killed: its call for a folder, in which `out` is what it makes. */
interface Killed {
  readonly call: (folder: string) => readonly string[];
  /** Whether `out` has to be there before. */
  readonly needsOut: boolean;
}

/**
 * `MANY_KILLS` random moments (50) at which `extract`, `evaluate`, `train`, `networks import` or the server is killed, one after the other; `MANY_COMMANDS`
 * names some of them. The same command, run again, gives the same bytes as one that was never killed, and leaves nothing of the killed one; the
 * server has each label that it acknowledged.
 */
export async function kills(place: Place): Promise<void> {
  const ward = await drawn(place, numberOf('MANY_KILL_SUBJECTS', 3), 160);
  const experiment = await experimentOn(ward);
  const require = createRequire(import.meta.url);
  const network = join(dirname(require.resolve('@vladmandic/human')), '../models/faceres.json');
  const work = (folder: string) => ['--cache', join(folder, 'cache'), '--workers', '1'];
  const commands: Readonly<Record<string, Killed>> = {
    extract: {
      needsOut: false,
      call: (folder) => [
        ...['extract', ward, '--features', 'hog,lbp'],
        ...['--out', join(folder, 'out'), ...work(folder)],
      ],
    },
    evaluate: {
      needsOut: false,
      call: (folder) => [
        ...['evaluate', experiment, '--no-faces'],
        ...['--out', join(folder, 'out'), ...work(folder)],
      ],
    },
    train: {
      needsOut: true,
      call: (folder) => [
        ...['train', experiment, '--cell', 'hog/relieff-50/knn'],
        ...['--out', join(folder, 'out', 'model.wince'), ...work(folder)],
      ],
    },
    import: {
      needsOut: true,
      call: (folder) => [
        ...['networks', 'import', network, '--name', 'own', '--home', join(folder, 'out')],
        ...['--mean', 'none', '--colour', 'rgb', '--scale', '1'],
      ],
    },
  };
  const asked = (process.env.MANY_COMMANDS ?? 'extract,evaluate,train,import,serve').split(',');
  const count = numberOf('MANY_KILLS', 50);
  // Converted networks: the first of each command makes them, the others find them.
  const networks = join(place.folder, 'networks');
  const withNetworks = async (folder: string) => {
    if (existsSync(networks)) await cp(networks, join(folder, 'cache', 'networks'), { recursive: true });
  };
  const whole = new Map<string, { seconds: number; files: Readonly<Record<string, string>> }>();
  for (const name of asked.filter((each) => each in commands)) {
    const folder = join(place.folder, `whole-${name}`);
    await mkdir(commands[name].needsOut ? join(folder, 'out') : folder, { recursive: true });
    await withNetworks(folder);
    const began = Date.now();
    await works(commands[name].call(folder));
    whole.set(name, { seconds: (Date.now() - began) / 1000, files: await contentsOf(join(folder, 'out')) });
    const made = join(folder, 'cache', 'networks');
    if (!existsSync(networks) && existsSync(made)) await cp(made, networks, { recursive: true });
  }
  const moments: string[] = [];
  let late = 0;
  for (let i = 0; i < count; i++) {
    const name = asked[i % asked.length];
    const folder = join(place.folder, `killed-${i}`);
    const own = whole.get(name);
    if (!own) {
      moments.push(`${name} ${await killedServer(ward, folder)}`);
      console.log(`  kill ${i + 1}: ${moments.at(-1)}`);
      continue;
    }
    const { call, needsOut } = commands[name];
    await mkdir(needsOut ? join(folder, 'out') : folder, { recursive: true });
    if (i >= asked.length) await withNetworks(folder);
    const run = startWince(call(folder));
    const moment = Math.random() * own.seconds;
    await setTimeout(moment * 1000);
    run.child.kill('SIGKILL');
    if ((await run.ended).status !== null) late++;
    moments.push(`${name} ${moment.toFixed(1)} of ${own.seconds.toFixed(1)} s`);
    const told = `${moments.at(-1)}, kill ${i}`;
    const again = await startWince(call(folder)).ended;
    // What was complete when it was killed is not made again unless one says so.
    const isThere = again.status !== 0 && /already|--overwrite/.test(again.err);
    assert.ok(again.status === 0 || isThere, `${told}\n${again.err}`);
    assert.deepEqual(await contentsOf(join(folder, 'out')), own.files, told);
    assert.deepEqual(
      (await readdir(folder, { recursive: true })).filter((path) => path.endsWith('.tmp')),
      [],
      `${told} left something`,
    );
    await rm(folder, { recursive: true });
    console.log(`  kill ${i + 1}: ${moments.at(-1)}`);
  }
  console.log(
    `kills: ${count} random moments over ${asked.join(', ')}: each came back with the same bytes, and no label was lost; ${late} had ended before; ${load()}`,
  );
}
