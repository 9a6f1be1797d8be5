import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

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
  /** What it has printed so far on standard output. */
  readonly printed: () => string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What stands on standard input. Default: nothing. */
  readonly input?: string;
  /** Shell commands that come first: `ulimit -f 64`. */
  readonly before?: string;
}

/** Starts `wince` as a user would: a process of its own, with nothing on standard input. */
export function startWince(args: readonly string[], { cwd, env, before, input }: RunOptions = {}): Running {
  const call = [process.execPath, WINCE, ...args];
  const command = before === undefined ? call : ['/bin/bash', '-c', `${before}; exec "$@"`, 'bash', ...call];
  return startProcess(command, { cwd, env, input });
}

/** Starts any process, and gathers what it says. */
export function startProcess(
  command: readonly string[],
  { cwd, env, input }: Pick<RunOptions, 'cwd' | 'env' | 'input'> = {},
): Running {
  const [program, ...args] = command;
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input ?? '');
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
  return { child, ended, said: () => err, printed: () => out };
}
