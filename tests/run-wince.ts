import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { format } from 'node:util';
import { expect, vi } from 'vitest';

/** The `wince` command of this checkout. */
export const WINCE = fileURLToPath(new URL('../packages/cli/bin/wince.js', import.meta.url));

/** How a process ended, and all that it said. */
export interface Ended {
  /** Exit status; null where a signal ended it. */
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** A process that runs. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** What it has said so far on standard error. */
  readonly said: () => string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Shell commands that come first: `ulimit -f 64`. */
  readonly before?: string;
}

/** Starts `wince` as a user would: a process of its own, with nothing on standard input. */
export function startWince(args: readonly string[], { cwd, env, before }: RunOptions = {}): Running {
  const call = [process.execPath, WINCE, ...args];
  const command = before === undefined ? call : ['/bin/bash', '-c', `${before}; exec "$@"`, 'bash', ...call];
  return startProcess(command, { cwd, env });
}

/** Starts any process, and gathers what it says. */
export function startProcess(
  command: readonly string[],
  { cwd, env }: Pick<RunOptions, 'cwd' | 'env'> = {},
): Running {
  const [program, ...args] = command;
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, out, err }));
  });
  return { child, ended, said: () => err };
}

/** Runs `wince` to its end. */
export function wince(args: readonly string[], options?: RunOptions): Promise<Ended> {
  return startWince(args, options).ended;
}

/** Runs `wince` and expects that it worked. @returns what it printed on standard output */
export async function winceWorks(args: readonly string[], options?: RunOptions): Promise<string> {
  const { status, out, err } = await wince(args, options);
  expect(status, `wince ${args.join(' ')}\n${err}`).toBe(0);
  return out;
}

/** Runs `wince` and expects a refusal: the status, a message with a hint, no stack trace, nothing on standard output. */
export async function winceRefuses(
  args: readonly string[],
  status: 1 | 2,
  message: string | RegExp,
  options?: RunOptions,
): Promise<string> {
  const ended = await wince(args, options);
  expectRefusal(ended, status, message);
  return ended.err;
}

/**
 * Runs `wince` in this process: nothing has to start, so that many small calls take a fraction of the time. A process of its own
 * (`wince`) is what signals, limits and crashes need.
 */
export async function winceHere(
  args: readonly string[],
  { cwd, env = {} }: Omit<RunOptions, 'before'> = {},
): Promise<Ended> {
  const { main } = await import('../packages/cli/src/main.ts');
  const out: string[] = [];
  const err: string[] = [];
  const before = { cwd: process.cwd(), env: { ...process.env }, exitCode: process.exitCode };
  const spies = [
    vi.spyOn(console, 'log').mockImplementation((...texts) => void out.push(`${format(...texts)}\n`)),
    vi.spyOn(console, 'error').mockImplementation((...texts) => void err.push(`${format(...texts)}\n`)),
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0),
  ];
  Object.assign(process.env, env);
  if (cwd !== undefined) process.chdir(cwd);
  try {
    const status = await main([process.execPath, WINCE, ...args]);
    return { status, out: out.join(''), err: err.join('') };
  } finally {
    for (const spy of spies) spy.mockRestore();
    process.chdir(before.cwd);
    for (const name of Object.keys(env)) {
      if (before.env[name] === undefined) delete process.env[name];
      else process.env[name] = before.env[name];
    }
    process.exitCode = before.exitCode;
  }
}

/** A refusal as a user should see it. */
export function expectRefusal(ended: Ended, status: number, message: string | RegExp): void {
  expect(ended.err).toMatch(message);
  expect(ended.err).not.toMatch(/^\s+at .*:\d+/m);
  expect(ended.err).not.toContain('a defect of the program');
  expect(ended.out).toBe('');
  expect(ended.status).toBe(status);
}
