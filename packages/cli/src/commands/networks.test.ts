import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { onnxFile } from '../../../networks/src/fixtures/onnx-file.fixture.ts';
import { main } from '../main.ts';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'wince-cli-networks-'));
  const nodes = [{ type: 'Abs', inputs: ['x'], outputs: ['y'] }];
  await writeFile(join(home, 'steps.onnx'), onnxFile({ nodes, outputs: ['y'], input: [1, 'samples'] }));
});
afterAll(() => rm(home, { recursive: true, force: true }));

/** Calls `wince networks` with a folder of networks of its own. */
async function call(...words: readonly string[]): Promise<{ out: string; err: string; status: number }> {
  const [out, err]: [string[], string[]] = [[], []];
  vi.spyOn(console, 'log').mockImplementation((line) => out.push(String(line)));
  vi.spyOn(console, 'error').mockImplementation((line) => err.push(String(line)));
  const status = await main(['node', 'wince', 'networks', ...words, '--home', home]);
  vi.restoreAllMocks();
  return { status, out: out.join('\n'), err: err.join('\n') };
}

describe('networks that hear', () => {
  test('that come with wince are listed with licence and hash, and have a card', async () => {
    const { out } = await call('list', '--json');
    const listed: readonly { id: string; domain: string; licence: string; sha256: readonly string[] }[] =
      JSON.parse(out);
    const hearing = listed.filter(({ domain }) => domain === 'sound');
    expect(hearing.map(({ id }) => id)).toEqual(['speech-embedding', 'speech-mel', 'silero-vad']);
    for (const { licence, sha256 } of hearing) expect([licence.length > 3, sha256.length]).toEqual([true, 1]);
    const shown = await call('show', 'speech-embedding');
    expect(shown.out).toContain('Apache-2.0');
    expect(shown.out).toContain('windows of 0.782 s, one every 0.080 s, at 16000 Hz');
  });

  test('are imported with their sampling rate, shown and listed', async () => {
    const { out, status } = await call(
      'import',
      join(home, 'steps.onnx'),
      '--rate',
      '8000',
      '--seconds',
      '0.5',
    );
    expect([status, out]).toEqual([0, expect.stringContaining('1 numbers of 0.50 s of sound')]);
    expect(out).toContain('No option states the scale of samples: 1 was taken.');
    expect((await call('show', 'steps')).out).toMatch(/y +1 for a step of time/);
    expect((await call('list')).out).toContain('steps\n  Imported from steps.onnx');
  });

  test('an option for them without the rate says so', async () => {
    const { err, status } = await call('import', join(home, 'steps.onnx'), '--seconds', '0.5');
    expect([status, err]).toEqual([2, expect.stringContaining('--seconds is for networks of sound')]);
  });
});

describe('the self-test', () => {
  test('shows what was compared with what, and ends with an error where it differs', async () => {
    const { out, status } = await call('test', 'blazeface');
    expect([status, out]).toEqual([0, expect.stringMatching(/compared with TensorFlow\.js \d.*agrees/)]);
    const card = join(home, '.sound', 'steps', 'card.json');
    const written = JSON.parse(await readFile(card, 'utf8'));
    written.self_test.layers[0].mean += 1;
    await writeFile(card, JSON.stringify(written));
    const departed = await call('test', 'steps');
    expect([departed.status, departed.err]).toEqual([
      1,
      expect.stringContaining('"steps" differs from what it gave when it was imported'),
    ]);
  });

  test('a network that is not there is named', async () => {
    expect((await call('test', 'nothing')).err).toContain('nothing');
  });
});

describe('variants', () => {
  test('of what is no network of features are refused by name, with the reason', async () => {
    for (const [name, reason] of [
      ['facemesh', 'it finds faces or their landmarks'],
      ['speech-embedding', 'it hears'],
    ]) {
      const { err, status } = await call('variant', name, '--precision', 'float16');
      expect([status, err]).toEqual([
        2,
        expect.stringContaining(`"${name}" cannot have a variant: ${reason}`),
      ]);
    }
  });

  test('of another precision are not known', async () => {
    const { status } = await call('variant', 'faceres', '--precision', 'int4');
    expect(status).toBe(2);
  });
});
