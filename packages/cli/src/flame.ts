import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

/** The option that asks for it. */
const OPTION = '--flame';

/**
 * A call that asks for profiles of the processor: the folder where they go, and the call without the option. Null for any other call, and for
 * one that names no folder, which the command itself refuses.
 */
export function flameOf(argv: readonly string[]): { folder: string; argv: readonly string[] } | null {
  const at = argv.findIndex((word) => word === OPTION || word.startsWith(`${OPTION}=`));
  if (at < 0) return null;
  const isJoined = argv[at] !== OPTION;
  const folder = isJoined ? argv[at].slice(OPTION.length + 1) : argv[at + 1];
  if (!folder || (!isJoined && folder.startsWith('-'))) return null;
  return { folder: resolve(folder), argv: argv.toSpliced(at, isJoined ? 1 : 2) };
}

/**
 * Runs a call in a process of its own that writes a profile of each thread when it ends (`.cpuprofile`).
 *
 * @returns its exit status
 */
export function runProfiled(folder: string, [node, ...call]: readonly string[]): Promise<number> {
  const profiled = ['--cpu-prof', `--cpu-prof-dir=${folder}`, ...call];
  const child = spawn(node, profiled, { stdio: 'inherit' });
  // Ctrl-C reaches the other process, too: it ends the work in good order, and this one waits for it.
  const wait = () => {};
  process.on('SIGINT', wait);
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('exit', (status, signal) => {
      process.off('SIGINT', wait);
      console.error(
        `The profiles of the processor are in ${folder}. Open them in Chrome (DevTools, Performance, load a profile) or at a page such as speedscope.`,
      );
      done(status ?? (signal === 'SIGINT' ? 130 : 1));
    });
  });
}
