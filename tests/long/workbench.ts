import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { CHROMIUM_ARGUMENTS } from '../../packages/pages/src/in-chromium.fixture.ts';
import { READ_ADDRESSES } from '../../packages/server/src/mixed-reading.fixture.ts';
import { type Tried, tryServer } from '../../packages/server/src/server.fixture.ts';
import { chromiumPath } from '../groups.ts';

/**
 * The server of the workbench under load: 200 requests a second of mixed reading for a minute while an experiment runs, 1,000 connections that
 * send a byte a second, and the time to the first view, median of five.
 */
const SECONDS = Number(process.env.WINCE_LONG_SECONDS ?? 60);
const A_SECOND = 200;
const SLOW = 1000;

const wince = fileURLToPath(new URL('../../packages/cli/bin/wince.js', import.meta.url));
const home = await mkdtemp(join(tmpdir(), 'wince-workbench-long-'));
const broken: string[] = [];
try {
  const folder = join(home, 'project');
  await run(['phantom', '--out', join(folder, 'ward'), '--subjects', '12', '--seed', '3']);
  await writeFile(
    join(folder, 'grid.yaml'),
    'dataset: ward\nfeatures: [hog, lbp, geometry]\nkeep: [20, 50]\nclassifiers: [naive-bayes, knn, svm-linear]\n',
  );
  const server = await tryServer({ folder, cache: join(home, 'cache'), limits: { connections: 1200 } });
  try {
    await firstView(server);
    await mixedReading(server);
    await slowConnections(server);
  } finally {
    await server.close();
  }
} finally {
  await rm(home, { recursive: true, force: true });
}
console.log(broken.length > 0 ? `workbench: broken: ${broken.join('; ')}` : 'workbench: all bounds hold');
process.exitCode = broken.length > 0 ? 1 : 0;

function hold(name: string, holds: boolean): void {
  if (!holds) broken.push(name);
}

function load(): string {
  return `load ${loadavg()[0].toFixed(1)} on ${availableParallelism()} cores`;
}

async function firstView({ served }: Tried): Promise<void> {
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: CHROMIUM_ARGUMENTS });
  try {
    const times: number[] = [];
    for (let i = 0; i < 5; i++) {
      const page = await browser.newPage();
      const began = performance.now();
      await page.goto(served.address());
      await page.locator('.thumb').first().waitFor();
      times.push(performance.now() - began);
      await page.close();
    }
    const median = times.toSorted((a, b) => a - b)[2];
    console.log(
      `first view: ${times.map((time) => time.toFixed(0)).join(', ')} ms, median ${median.toFixed(0)} ms (${load()})`,
    );
    hold('the first view within 3 s', median < 3000);
  } finally {
    await browser.close();
  }
}

async function mixedReading(server: Tried): Promise<void> {
  const started = await server.post('/api/runs', { experiment: 'grid.yaml' });
  hold('the run starts', started.status === 202);
  const times: number[] = [];
  let wrong = 0;
  const waiting: Promise<void>[] = [];
  const began = performance.now();
  for (let i = 0; i < SECONDS * A_SECOND; i++) {
    const due = began + (1000 * i) / A_SECOND;
    if (due > performance.now()) await setTimeout(due - performance.now());
    const asked = performance.now();
    waiting.push(
      ask(server, READ_ADDRESSES[i % READ_ADDRESSES.length]).then((status) => {
        times.push(performance.now() - asked);
        if (status !== 200) wrong++;
      }),
    );
  }
  await Promise.all(waiting);
  const seconds = (performance.now() - began) / 1000;
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))].toFixed(0);
  console.log(
    `mixed reading: ${times.length} requests in ${seconds.toFixed(1)} s, ${wrong} wrong; half within ${at(0.5)} ms, 99 of 100 within ${at(0.99)} ms (${load()})`,
  );
  hold('no request fails', wrong === 0 && times.length === SECONDS * A_SECOND);
  hold('200 requests a second', seconds < SECONDS * 1.1);
}

function ask(server: Tried, path: string): Promise<number> {
  return new Promise((resolve) => {
    const asked = request(
      { host: '127.0.0.1', port: server.served.port, path, headers: server.own },
      (answer) => {
        answer.resume();
        answer.on('end', () => resolve(answer.statusCode ?? 0));
        answer.on('error', () => resolve(0));
      },
    );
    asked.on('error', () => resolve(0));
    asked.end();
  });
}

async function slowConnections(server: Tried): Promise<void> {
  const { port } = server.served;
  let ended = 0;
  const sockets = Array.from({ length: SLOW }, () => {
    const socket = connect(port, '127.0.0.1', () => socket.write('GET /api/project HTTP/1.1\r\nX'));
    const clock = setInterval(() => !socket.destroyed && socket.write('x'), 1000);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      ended++;
      clearInterval(clock);
    });
    return socket;
  });
  await setTimeout(2000);
  const during = await ask(server, '/api/project');
  for (let i = 0; i < 30 && ended < SLOW; i++) await setTimeout(1000);
  console.log(`slow connections: ${ended} of ${SLOW} were ended, others were answered ${during} meanwhile`);
  hold('slow connections end', ended === SLOW);
  hold('others are answered meanwhile', during === 200);
  for (const socket of sockets) socket.destroy();
}

function run(args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [wince, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('error', reject);
    child.on('close', (status) =>
      status === 0 ? resolve() : reject(new Error(`wince ${args[0]}: ${status}`)),
    );
  });
}
