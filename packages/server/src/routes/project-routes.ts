import { auditLog, projectState } from '@wince/workbench';
import { z } from 'zod';
import { loggedName } from '../security/callers.ts';
import type { Sessions } from '../security/sessions.ts';
import type { Workbench } from '../workbench.ts';
import type { App } from './app.ts';

/** The project itself: its name, its log, and who may talk to the server. */
export function addProjectRoutes(
  app: App,
  bench: Workbench,
  { sessions, version, onRenewed }: { sessions: Sessions; version: string; onRenewed: () => Promise<void> },
): void {
  app.get('/api/project', { schema: { response: { 200: projectState } } }, async () => ({
    ...{ version, project: bench.project.name, upload_limit: bench.limits.upload },
  }));

  app.get('/api/audit', { schema: { response: { 200: auditLog } } }, async () => {
    const { entries, intact, broken_at } = bench.audit.read();
    return { entries: [...entries], intact, broken_at };
  });

  app.post(
    '/api/sessions/end',
    {
      schema: {
        description: 'Ends all sessions, and makes a new token, which the terminal of the server shows.',
        body: z.strictObject({}),
        response: { 200: z.object({ ended: z.literal(true) }) },
      },
    },
    async ({ caller }) => {
      bench.audit.add(loggedName(caller), 'end sessions', {});
      sessions.renew();
      await onRenewed();
      return { ended: true as const };
    },
  );

  app.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger());
}
