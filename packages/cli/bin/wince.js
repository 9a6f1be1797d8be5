#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

const NEEDED = 24;
const major = Number(process.versions.node.split('.')[0]);
if (major < NEEDED) {
  console.error(`wince needs Node ${NEEDED} or later; this is Node ${process.versions.node}.`);
  console.error('In a checkout: run it through npx, which takes the Node that `npm install` brought.');
  process.exit(2);
}

// Compiled code is kept, so that the next start takes half the time; worker threads read the variable. In a folder of this user alone:
// whoever could write there could change what the program does. Where nothing can be kept, the start is slower and no more.
process.env.NODE_COMPILE_CACHE ??= join(
  process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
  'wince-code',
);
enableCompileCache(process.env.NODE_COMPILE_CACHE);

// ONNX Runtime reports its use to its maker unless this is set before it is loaded; nothing of a recording may leave the machine.
process.env.ORT_DISABLE_TELEMETRY = '1';

// Whoever read what is printed may have gone, as `head` does: the work goes on, unread.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

// A checkout runs its source; an installed package holds none and runs what was built from it.
const source = new URL('../src/main.ts', import.meta.url);
const { main } = await import(
  existsSync(source) ? source.href : new URL('../dist/main.js', import.meta.url).href
);
process.exitCode = await main(process.argv);
