import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { serveMetrics } from '../telemetry/index.ts';
import type { WorkerEvent } from './serve-queue.ts';
import { openUnitSpans } from './unit-spans.ts';
import { openWorkerMetrics } from './worker-metrics.ts';

const about = (unit: string) => ({ unit, kind: 'fit-cells', run: '0123456789abcdef0123456789abcdef' });
const EVENTS: readonly WorkerEvent[] = [
  { type: 'ready', id: 'a', queue: 'q' },
  { type: 'begin', ...about('one') },
  { type: 'done', ...about('one'), ms: 250, bytes: 40 },
  { type: 'begin', ...about('two') },
  { type: 'failed', ...about('two'), code: 'disk-full', again: true },
  { type: 'kept', ...about('three') },
  { type: 'begin', ...about('four') },
  { type: 'stalled', unit: 'five' },
];

test('metrics count units by kind and outcome, and are served as text', async () => {
  const metrics = openWorkerMetrics();
  for (const event of EVENTS) metrics.hear(event);
  const server = await serveMetrics(metrics, '0');
  const text = await (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text();
  expect((await fetch(`http://127.0.0.1:${server.port}/`)).status).toBe(404);
  await expect(serveMetrics(metrics, String(server.port))).rejects.toMatchObject({ code: 'bad-option' });
  await server.close();
  for (const line of [
    'wince_units_total{kind="fit-cells",outcome="done"} 1',
    'wince_units_total{kind="fit-cells",outcome="failed"} 1',
    'wince_units_total{kind="fit-cells",outcome="kept"} 1',
    'wince_unit_seconds_bucket{kind="fit-cells",le="0.1"} 0',
    'wince_unit_seconds_bucket{kind="fit-cells",le="0.3"} 1',
    'wince_unit_seconds_bucket{kind="fit-cells",le="+Inf"} 1',
    'wince_unit_seconds_sum{kind="fit-cells"} 0.25',
    'wince_units_running 1',
    'wince_units_stalled_total 1',
    'wince_result_bytes_total 40',
  ])
    expect(text.split('\n')).toContain(line);
  // Each line is a comment, or a name with labels and a number.
  for (const line of text.trim().split('\n')) expect(line).toMatch(/^(#.*|\w+(\{[^}]*\})? [\d.e+-]+)$/);
});

test('spans go to a collector that the user names, and to none without it', async () => {
  expect(openUnitSpans({})).toBeNull();
  const bodies: string[] = [];
  const collector = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    bodies.push(`${request.url} ${body}`);
    response.end('{}');
  });
  await new Promise<void>((resolve) => {
    collector.listen(0, '127.0.0.1', resolve);
  });
  const address = collector.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const spans = openUnitSpans({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}/` });
  for (const event of EVENTS) spans?.hear(event);
  await spans?.close();
  collector.close();
  expect(bodies).toHaveLength(1);
  expect(bodies[0]).toMatch(/^\/v1\/traces \{/);
  const sent = JSON.parse(bodies[0].slice('/v1/traces '.length)).resourceSpans[0].scopeSpans[0].spans;
  expect(sent).toMatchObject([
    { traceId: about('').run, name: 'fit-cells', status: { code: 1 } },
    { name: 'fit-cells', status: { code: 2, message: 'disk-full' } },
    { name: 'fit-cells', status: { code: 1 } },
  ]);
  // A collector that does not answer costs spans and nothing else.
  const deaf = openUnitSpans({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` });
  for (const event of EVENTS) deaf?.hear(event);
  await deaf?.close();
});
