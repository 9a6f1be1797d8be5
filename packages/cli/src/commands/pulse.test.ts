import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildHeadModel, drawFrame, drawSubject, PLAIN_SCENE } from '@wince/phantom';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { encodeClip } from '../../../runtime/src/phantom/encode-clip.ts';
import { main } from '../main.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wince-pulse-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Calls the command. */
async function call(...words: readonly string[]): Promise<{ out: string; err: string; status: number }> {
  const [out, err]: [string[], string[]] = [[], []];
  vi.spyOn(console, 'log').mockImplementation((line) => out.push(String(line)));
  vi.spyOn(console, 'error').mockImplementation((line) => err.push(String(line)));
  process.exitCode = undefined;
  const status = await main(['node', 'wince', ...words]);
  vi.restoreAllMocks();
  return { status, out: out.join('\n'), err: err.join('\n') };
}

// Videos with a pulse are in tests/long/pulse-video.ts.
test('a still picture turned into a video has no signal, in the document and in the drawings', async () => {
  const model = buildHeadModel(drawSubject('S1', 3, { monk: 4 }));
  const { image } = drawFrame(model, { ...PLAIN_SCENE, size: 160 });
  const path = join(folder, '<still>.mp4');
  await writeFile(path, await encodeClip('mp4', 165, () => image, new Float32Array(6 * 48_000)));
  const drawings = join(folder, 'drawings');
  const { status, out } = await call('pulse', path, '--json', '--out', drawings);
  expect(status).toBe(0);
  const found = JSON.parse(out);
  expect(found.heart_rate).toMatchObject({ value: null, unit: 'beats per minute' });
  expect(found.heart_rate.confidence).toBeLessThan(0.5);
  expect(found.heart_rate.reason).toContain('no signal');
  expect(found.breathing_rate).toMatchObject({ value: null, unit: 'breaths per minute' });
  expect(found).toMatchObject({
    frames: 165,
    samples_per_second: 30,
    band: { low: 1.2, high: 4 },
    beats: [],
  });
  expect(found.usable_frames).toBeGreaterThan(150);
  expect(found.windows.length).toBe(1);
  expect(found.windows[0]).toMatchObject({
    heart_rate: { value: null },
    chosen: { method: expect.any(String) },
  });
  const svg = await readFile(join(drawings, 'pulse.svg'), 'utf8');
  expect(svg.startsWith('<?xml')).toBe(true);
  expect(svg).not.toMatch(/NaN|undefined/);
  const page = await readFile(join(drawings, 'pulse.html'), 'utf8');
  expect(page).toContain('Pulse: &lt;still&gt;.mp4');
  expect(page).toContain('no signal');
  expect(page).not.toMatch(/NaN|undefined|<script/);
}, 240_000);

test.each([
  [['--band', '72-240'], 'Write hertz, not beats per minute'],
  [['--band', 'adult', '--gestational-age', '30'], 'A band and an age were both given.'],
  [['--postnatal-age', '3'], 'without the gestational age'],
  [['--gestational-age', '80'], 'No newborn has a gestational age of 80 weeks'],
])('%j is refused', async (words, message) => {
  const { status, err } = await call('pulse', join(folder, 'none.mp4'), ...words);
  expect(status).toBe(2);
  expect(err).toContain(message);
});
