import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/**
 * Runs the tests that take too long for `npm test`: `npm run test:long` lists them, `npm run test:long -- NAME...` runs
 * some, `npm run test:long -- all` runs all. Each is a program of its own in this folder that prints the figures it
 * measured and ends with status 0 where its bounds hold.
 */
const OWN = fileURLToPath(import.meta.url);
const folder = fileURLToPath(new URL('.', import.meta.url));
const names = (await readdir(folder))
  .filter((file) => file.endsWith('.ts') && `${folder}${file}` !== OWN)
  .map((file) => file.slice(0, -'.ts'.length))
  .sort();

const asked = process.argv.slice(2);
const unknown = asked.find((name) => name !== 'all' && !names.includes(name));
if (asked.length === 0 || unknown !== undefined) {
  if (unknown !== undefined) console.error(`There is no long test called "${unknown}".`);
  console.log(
    `Long tests (npm run test:long -- NAME, or all):\n${names.map((name) => `  ${name}`).join('\n')}`,
  );
  process.exitCode = unknown === undefined ? 0 : 2;
} else {
  const failed: string[] = [];
  for (const name of asked.includes('all') ? names : asked) {
    const began = Date.now();
    const status = await runProgram(`${folder}${name}.ts`);
    const seconds = ((Date.now() - began) / 1000).toFixed(0);
    console.log(`${name}: ${status === 0 ? 'holds' : `failed with status ${status}`}, ${seconds} s`);
    if (status !== 0) failed.push(name);
  }
  process.exitCode = failed.length === 0 ? 0 : 1;
}

function runProgram(path: string): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path], { stdio: 'inherit' });
    child.on('error', reject);
    child.on('close', resolve);
  });
}
