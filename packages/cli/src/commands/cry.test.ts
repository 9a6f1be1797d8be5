import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { drawnCry } from '../../../core/src/sound/drawn-sound.fixture.ts';
import { wavBytes } from '../../../runtime/src/media/sound.fixture.ts';
import { main } from '../main.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-cry-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(() => {
  process.exitCode = undefined;
});

/** Calls the command. */
async function call(...words: readonly string[]): Promise<{ out: string; err: string; status: number }> {
  const [out, err]: [string[], string[]] = [[], []];
  vi.spyOn(console, 'log').mockImplementation((line) => out.push(String(line)));
  vi.spyOn(console, 'error').mockImplementation((line) => err.push(String(line)));
  vi.spyOn(process.stdout, 'write').mockImplementation((text, ...rest) => {
    out.push(String(text));
    for (const each of rest) if (typeof each === 'function') each();
    return true;
  });
  const status = await main(['node', 'wince', ...words]);
  vi.restoreAllMocks();
  return { status, out: out.join('\n'), err: err.join('\n') };
}

/** A file of a drawn cry; the other channel is dead. */
async function recording(name: string, sampleRate: number, gain = 1): Promise<string> {
  const path = join(folder, name);
  const drawn = Float64Array.from(drawnCry({ sampleRate, hertz: 440, breaths: 2 }), (x) => gain * x);
  await writeFile(path, wavBytes([drawn, new Float64Array(drawn.length)], sampleRate, 's16'));
  return path;
}

test('breaths and pitch are printed and drawn, of stereo with a dead channel, too', async () => {
  const path = await recording('<cry>.wav', 44_100);
  const drawings = join(folder, 'drawings');
  const { status, out } = await call('cry', path, '--out', drawings);
  expect(status).toBe(0);
  expect(out).toContain('3.30 s of sound, 44100 Hz, analysed at 16000 Hz');
  expect(
    out.match(/^expiration +0\.(?:4[6-9]|5[0-4]) s +1\.(?:2[6-9]|3[0-4]) s +4[56]\d Hz/m),
  ).not.toBeNull();
  expect(out.match(/^inspiration /gm)?.length).toBe(2);
  expect(out).toContain('A cry is not pain by itself.');
  const svg = await readFile(join(drawings, 'cry.svg'), 'utf8');
  expect(svg.startsWith('<?xml')).toBe(true);
  expect(svg.match(/<title>(?:exp|insp)iration,/g)?.length).toBe(4);
  const page = await readFile(join(drawings, 'cry.html'), 'utf8');
  expect(page).toContain('Cry: &lt;cry&gt;.wav');
  expect(page).not.toMatch(/NaN|undefined|<script/);
});

test('the JSON document has segments, pitch and what is wrong, in snake case', async () => {
  const loud = await recording('quiet.wav', 16_000, 0.001);
  const { out } = await call('cry', loud, '--json');
  const found = JSON.parse(out);
  expect(found).toMatchObject({ stored_rate: 16_000, rate: 16_000, segments: [] });
  expect(found.faults.map(({ kind }: { kind: string }) => kind)).toEqual(['silent']);
  expect(found.pitch[0]).toEqual({ time: 0, hertz: null, aperiodicity: 1 });
});

test('a file that was cut off says so: on the terminal, in the document and on the page', async () => {
  const whole = await readFile(await recording('whole.wav', 16_000));
  const path = join(folder, 'cut.wav');
  await writeFile(path, whole.subarray(0, 100_000));
  const drawings = join(folder, 'cut');
  const { status, out } = await call('cry', path, '--out', drawings);
  expect(status).toBe(0);
  expect(out).toMatch(/^partial: .*cut\.wav was cut off: \d+ bytes are missing at its end\.$/m);
  const { read, reason } = JSON.parse((await call('cry', path, '--json')).out);
  expect(read).toBe('partial');
  expect(reason).toContain('was cut off');
  expect(await readFile(join(drawings, 'cry.html'), 'utf8')).toContain('partial: ');
  const found = await call('cry', join(folder, 'whole.wav'), '--json');
  expect(JSON.parse(found.out)).toMatchObject({ read: 'whole', reason: null });
});

test('sound of a lower rate says so, and can be analysed at that rate', async () => {
  const path = await recording('low.wav', 8000);
  expect((await call('cry', path)).out).toContain('low-rate: sound of 8000 Hz cannot be compared');
  expect((await call('cry', path, '--rate', '8000')).out).toMatch(/^expiration /m);
  expect((await call('cry', path, '--rate', '8050')).status).toBe(2);
});

test('a model of the cry is trained on sound, and scores sound', async () => {
  const rows = ['path,subject,label'];
  for (const subject of ['A', 'B', 'C']) {
    for (const [label, hertz] of [
      ['pain', 600],
      ['rest', 400],
    ] as const) {
      const drawn = drawnCry({ sampleRate: 16_000, hertz: hertz + rows.length, breaths: 1 });
      const name = `${subject}-${label}.wav`;
      await writeFile(join(folder, name), wavBytes([Float64Array.from(drawn)], 16_000, 's16'));
      rows.push(`${name},${subject},${label}`);
    }
  }
  const [dataset, model] = ['cries.csv', 'cry.wince'].map((name) => join(folder, name));
  await writeFile(dataset, `${rows.join('\n')}\n`);
  const cache = ['--cache', join(folder, 'cache')];
  const trained = await call(
    ...['train', '--dataset', dataset, '--positive', 'pain', '--cell', 'cry/none/naive-bayes'],
    ...['--out', model, ...cache],
  );
  expect(trained.status).toBe(0);
  for (const [label, isHigh] of [
    ['pain', true],
    ['rest', false],
  ] as const) {
    const file = join(folder, `A-${label}.wav`);
    const { out, err } = await call('predict', '--model', model, file, '--json', ...cache);
    expect(err).not.toContain('no video');
    const [{ score }] = JSON.parse(out).predictions;
    expect(score.value > 0.5).toBe(isHigh);
  }
}, 60_000);
