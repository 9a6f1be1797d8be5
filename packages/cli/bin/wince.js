#!/usr/bin/env node
import { existsSync } from 'node:fs';

const NEEDED = 24;
const major = Number(process.versions.node.split('.')[0]);
if (major < NEEDED) {
  console.error(`wince needs Node ${NEEDED} or later; this is Node ${process.versions.node}.`);
  console.error('In a checkout: run it through npx, which takes the Node that `npm install` brought.');
  process.exit(2);
}

// A checkout runs its source; an installed package holds none and runs what was built from it.
const source = new URL('../src/main.ts', import.meta.url);
const { main } = await import(
  existsSync(source) ? source.href : new URL('../dist/cli/src/main.js', import.meta.url).href
);
process.exitCode = await main(process.argv);
