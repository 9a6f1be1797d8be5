import { randomBytes } from 'node:crypto';
import type { WorkerEvent } from './serve-queue.ts';

/** Sends spans of units to a collector. */
export interface UnitSpans {
  hear(event: WorkerEvent): void;
  /** Sends what is left. */
  close(): Promise<void>;
}

/** Spans that are sent at once, and the milliseconds after which fewer are sent, too. */
const TOGETHER = 200;
const PAUSE = 5000;

/**
 * Spans in the form of OTLP as JSON over HTTP, where the user names a collector in `OTEL_EXPORTER_OTLP_ENDPOINT`; null where not. All
 * units of a run are in one trace. A collector that does not answer loses spans, and nothing else.
 */
export function openUnitSpans(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): UnitSpans | null {
  const endpoint = environment.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? environment.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (!endpoint) return null;
  const url = environment.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? `${endpoint.replace(/\/$/, '')}/v1/traces`;
  const begun = new Map<string, number>();
  let spans: object[] = [];
  let sending: Promise<unknown> = Promise.resolve();
  const send = () => {
    if (spans.length === 0) return;
    const body = JSON.stringify({
      resourceSpans: [
        {
          resource: {
            attributes: [attribute('service.name', environment.OTEL_SERVICE_NAME ?? 'wince-worker')],
          },
          scopeSpans: [{ scope: { name: 'wince' }, spans }],
        },
      ],
    });
    spans = [];
    const headers = { 'content-type': 'application/json' };
    const signal = AbortSignal.timeout(PAUSE);
    sending = sending.then(() =>
      fetch(url, { method: 'POST', headers, body, signal }).catch(() => undefined),
    );
  };
  const timer = setInterval(send, PAUSE).unref();
  return {
    hear(event) {
      if (event.type === 'ready' || event.type === 'stalled') return;
      if (event.type === 'begin') {
        begun.set(event.unit, Date.now());
        return;
      }
      const start = begun.get(event.unit) ?? Date.now();
      begun.delete(event.unit);
      spans.push({
        ...{ traceId: event.run, spanId: randomBytes(8).toString('hex'), name: event.kind, kind: 5 },
        ...{ startTimeUnixNano: `${start}000000`, endTimeUnixNano: `${Date.now()}000000` },
        attributes: [attribute('wince.unit', event.unit), attribute('wince.outcome', event.type)],
        status: event.type === 'failed' ? { code: 2, message: event.code } : { code: 1 },
      });
      if (spans.length >= TOGETHER) send();
    },
    async close() {
      clearInterval(timer);
      send();
      await sending;
    },
  };
}

function attribute(key: string, value: string): object {
  return { key, value: { stringValue: value } };
}
