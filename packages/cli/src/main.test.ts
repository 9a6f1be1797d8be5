import { spawnSync } from 'node:child_process';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { main } from './main.ts';

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

/** Calls `wince` in this process. */
async function call(...args: string[]): Promise<{ status: number; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  vi.spyOn(console, 'log').mockImplementation((line) => out.push(String(line)));
  vi.spyOn(console, 'error').mockImplementation((line) => err.push(String(line)));
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0);
  const status = await main(['node', 'wince', ...args]);
  vi.restoreAllMocks();
  return { status, out: out.join('\n'), err: err.join('\n') };
}

describe('--device', () => {
  afterEach(() => vi.unstubAllEnvs());

  test('is refused before any work where this machine or the runtime lacks it', async () => {
    vi.stubEnv('WINCE_DEVICE', undefined);
    const missing = process.platform === 'win32' ? 'coreml' : 'dml';
    const { status, err } = await call('predict', '--model', 'none.wince', 'none.png', '--device', missing);
    expect(status).toBe(1);
    expect(err).toContain(`has no device "${missing}". It has: cpu`);
    expect(err).toContain('the processor does the work');
  });

  test('is one of a list, also where the environment names it', async () => {
    vi.stubEnv('WINCE_DEVICE', undefined);
    const given = await call('extract', '--dataset', 'none.csv', '--device', 'gpu');
    expect(given.status).toBe(2);
    expect(given.err).toContain('cpu, cuda, webgpu, coreml, dml');
    vi.stubEnv('WINCE_DEVICE', 'gpu');
    expect((await call('extract', '--dataset', 'none.csv')).status).toBe(2);
  });
});

describe('help', () => {
  test('marks what is required, and lists what can be chosen', async () => {
    const { out } = await call('evaluate', '--help');
    expect(out).toMatch(/classifiers: +naive-bayes, knn/);
    expect(out.replaceAll(/\s+/g, ' ')).toMatch(/features: .*hog.*faceres/);
    expect((await call('train', '--help')).out).toMatch(/--cell <ID>[^-]*\(required\)/);
    const words = (await call('predict', '--help')).out.replaceAll(/\s+/g, ' ');
    expect(words).toContain('one of: mean, median, share, noisy-or; default: mean');
    // Commands of commands write their help the same way.
    const own = (await call('dataset', 'create', '--help')).out.replaceAll(/\s+/g, ' ');
    expect(own).toContain('(one of: utf-8, windows-1252, utf-16le, utf-16be)');
    expect(own).not.toContain('{})');
  });

  test('of a command that is not there guesses which was meant', async () => {
    const { status, err } = await call('help', 'evalute');
    expect(status).toBe(2);
    expect(err).toContain('There is no command "evalute". Did you mean "evaluate"?');
    expect((await call('evalute')).err).toContain('Did you mean evaluate?');
  });

  test('without a data set evaluate says what to name', async () => {
    const { status, err } = await call('evaluate');
    expect(status).toBe(2);
    expect(err).toContain('Give --dataset FOLDER');
  });

  test('a file that is not there is told in words', async () => {
    const { status, err } = await call('predict', 'nothing.jpg', '--model', 'nothing.wince');
    expect(status).toBe(2);
    expect(err).toContain('The model nothing.wince cannot be read (it does not exist).');
  });
});

describe('completion', () => {
  test.each(['bash', 'zsh', 'fish'])('for %s has every command and option', async (shell) => {
    const { status, out } = await call('completion', shell);
    expect(status).toBe(0);
    for (const word of ['evaluate', 'forget', 'compare', 'overwrite', 'windows-1252'])
      expect(out).toContain(word);
  });

  test.each([
    ['wince ev', 'evaluate'],
    ['wince dataset cr', 'create'],
    ['wince evaluate --over', '--overwrite'],
    ['wince predict x.jpg --clip-score no', 'noisy-or'],
  ])('bash completes %j', async (line, expected) => {
    const { out } = await call('completion', 'bash');
    const words = line.split(' ');
    const script = `${out}
COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}; _wince; echo "\${COMPREPLY[@]}"`;
    const { stdout } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
    expect(stdout.trim().split(' ')).toContain(expected);
  });

  test('for another shell is refused', async () => {
    expect((await call('completion', 'tcsh')).status).toBe(2);
  });
});
