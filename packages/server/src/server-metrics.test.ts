import { expect, it } from 'vitest';
import { tryServer } from './server.fixture.ts';

it('a server says on another port what it answered, and to nobody where it is not asked to', async () => {
  const server = await tryServer({ metrics: '0' });
  try {
    expect((await server.get('/api/audit')).status).toBe(200);
    expect((await server.send('/api/audit')).status).toBe(401);
    expect((await server.get('/nowhere?secret=anna')).status).toBe(404);
    const { metricsPort } = server.served;
    const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
    const lines = text.trim().split('\n');
    for (const line of [
      'wince_answers_total{method="GET",address="/api/audit",status="200"} 1',
      'wince_answers_total{method="GET",address="/api/audit",status="401"} 1',
      'wince_answers_total{method="GET",address="",status="404"} 1',
      'wince_answer_seconds_count{method="GET",address="/api/audit"} 2',
    ])
      expect(lines).toContain(line);
    expect(text).toContain('process_resident_memory_bytes');
    expect(text).not.toMatch(/secret|anna|token/);
    // The server's own port does not have them, and a port that is taken is told before anything is served.
    expect((await server.get('/metrics')).status).toBe(404);
    await expect(tryServer({ metrics: String(metricsPort) })).rejects.toMatchObject({ code: 'bad-option' });
  } finally {
    await server.close();
  }
  await expect(fetch(`http://127.0.0.1:${server.served.metricsPort}/metrics`)).rejects.toThrow();
  const quiet = await tryServer();
  expect(quiet.served.metricsPort).toBeNull();
  await quiet.close();
});
