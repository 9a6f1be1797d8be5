import { format } from 'node:util';
import { expect, vi } from 'vitest';
import { type Ended, type RunOptions, startWince, WINCE } from './start-wince.ts';

export { type Ended, type Running, type RunOptions, startProcess, startWince, WINCE } from './start-wince.ts';

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
