import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { WinceError } from '@wince/core';

/**
 * A password from the terminal, which does not show it and asks twice, or the first line of standard input. It is never an option: other
 * users of the machine could see it there, and the history of the shell would keep it.
 *
 * @throws WinceError `bad-account` where nothing is given, or the two are not the same
 */
export async function askPassword(question: string): Promise<string> {
  if (!process.stdin.isTTY) return firstLine();
  const password = await askHidden(question);
  if ((await askHidden('Once more: ')) !== password)
    throw new WinceError('bad-account', 'The two passwords differ.', { hint: 'Call the command again.' });
  return password;
}

async function firstLine(): Promise<string> {
  for await (const line of createInterface({ input: process.stdin })) return line;
  throw new WinceError('bad-account', 'Standard input holds no password.', {
    hint: 'Call the command in a terminal, or write the password into it: wince accounts add NAME --role rater < FILE.',
  });
}

function askHidden(question: string): Promise<string> {
  process.stderr.write(question);
  const nothing = new Writable({ write: (_, __, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nothing, terminal: true });
  return new Promise((resolve, reject) => {
    terminal.once('line', (line) => {
      terminal.removeAllListeners('close');
      terminal.close();
      process.stderr.write('\n');
      resolve(line);
    });
    terminal.once('SIGINT', () => terminal.close());
    terminal.once('close', () => {
      process.stderr.write('\n');
      reject(new WinceError('bad-account', 'No password was given.', { hint: 'Call the command again.' }));
    });
  });
}
