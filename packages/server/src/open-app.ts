import swagger from '@fastify/swagger';
import { WinceError } from '@wince/core';
import Fastify from 'fastify';
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import { openGuard, refuseOtherNames } from './guard.ts';
import { openListener } from './listener.ts';
import type { PageFiles } from './page/page-files.ts';
import { addAccountRoutes } from './routes/account-routes.ts';
import type { App } from './routes/app.ts';
import { addClipRoutes } from './routes/clip-routes.ts';
import { addDataRoutes } from './routes/data-routes.ts';
import { addExperimentRoutes } from './routes/experiment-routes.ts';
import { addFileRoutes } from './routes/file-routes.ts';
import { addLabelRoutes } from './routes/label-routes.ts';
import { addModelRoutes } from './routes/model-routes.ts';
import { addNetworkRoutes } from './routes/network-routes.ts';
import { addPageRoutes } from './routes/page-routes.ts';
import { addProjectRoutes } from './routes/project-routes.ts';
import { addRunViewRoutes } from './routes/run-view-routes.ts';
import { addWatchRoutes } from './routes/watch-routes.ts';
import type { Entrance } from './security/entrance.ts';
import { answerToError } from './security/failures.ts';
import { RIGHTS } from './security/rights.ts';
import { openSignIn } from './security/sign-in.ts';
import type { TlsFiles } from './security/tls-files.ts';
import type { ServerMetrics } from './server-metrics.ts';
import { predictSocket } from './sockets/predict-socket.ts';
import { addSockets } from './sockets/upgrade.ts';
import type { Workbench } from './workbench.ts';

/** Bytes of a request in JSON: a label is far smaller. */
const JSON_LIMIT = 64 * 1024;

/** The server of a project that is open, before it listens. */
export async function openApp(
  bench: Workbench,
  {
    entrance,
    page,
    metrics,
    version,
    log,
    tls,
    onRenewed,
  }: {
    readonly entrance: Entrance;
    readonly page: PageFiles;
    readonly metrics: ServerMetrics;
    readonly version: string;
    readonly log: (line: string) => void;
    /** Null for plain HTTP. */
    readonly tls: TlsFiles | null;
    readonly onRenewed: () => Promise<void>;
  },
): Promise<App> {
  const { limits } = bench;
  const app = Fastify({
    serverFactory: (handler) => openListener(handler, limits, tls),
    ...{ logger: false, bodyLimit: JSON_LIMIT, exposeHeadRoutes: false, trustProxy: false },
    frameworkErrors: (error, _, reply) => {
      const { status, body } = answerToError(error);
      reply.hijack();
      reply.raw.writeHead(status, { ...entrance.headers, 'content-type': 'application/json; charset=utf-8' });
      reply.raw.end(JSON.stringify(body));
    },
  }).withTypeProvider<ZodTypeProvider>();

  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.removeContentTypeParser('text/plain');
  // A recording is not gathered in memory: who takes it reads it as it comes, and counts.
  app.addContentTypeParser('application/octet-stream', (_, payload, done) => done(null, payload));
  app.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat())
      if (!Object.hasOwn(RIGHTS, `${each} ${url}`))
        throw new Error(`the table of rights has no line for ${each} ${url}`);
  });
  app.decorateRequest('caller');
  app.addHook('onRequest', openGuard(entrance, limits));
  app.addHook('preHandler', refuseOtherNames);
  app.addHook('onResponse', async ({ method, routeOptions }, { statusCode, elapsedTime }) => {
    const address = routeOptions.url ?? '';
    metrics.answered({ method, address, status: statusCode, seconds: elapsedTime / 1000 });
  });
  app.setErrorHandler((error, request, reply) => {
    const { status, body, isDefect } = answerToError(error);
    // Neither headers nor the query: a cookie, a token or the name of a subject may be in them.
    if (isDefect) log(`${request.method} ${request.routeOptions.url ?? '(no address)'}: ${wordsOf(error)}`);
    // What of the body has not come yet is not waited for.
    if (request.method !== 'GET' && status !== 409) reply.header('connection', 'close');
    return reply.code(status).type('application/json; charset=utf-8').serializer(JSON.stringify).send(body);
  });
  app.setNotFoundHandler(async () => {
    throw new WinceError('no-such-address', 'The server has nothing at this address.', {
      hint: '/api/openapi.json lists all addresses.',
    });
  });
  await app.register(swagger, {
    openapi: {
      info: { title: 'wince workbench', version, description: 'Research use only: not a medical device.' },
    },
    transform: jsonSchemaTransform,
  });
  const { sessions, callers } = entrance;
  addPageRoutes(app, page, entrance);
  addAccountRoutes(app, bench, { entrance, signIn: openSignIn(bench.accounts) });
  addProjectRoutes(app, bench, { sessions, version, onRenewed });
  addDataRoutes(app, bench);
  addClipRoutes(app, bench);
  addFileRoutes(app, bench);
  addLabelRoutes(app, bench);
  addExperimentRoutes(app, bench, callers);
  addRunViewRoutes(app, bench);
  addModelRoutes(app, bench);
  addNetworkRoutes(app, bench);
  addWatchRoutes(app, bench);
  // One picture a message; a recording is sent whole to the address itself.
  addSockets(app, new Map([['/api/predict', predictSocket(bench)]]), {
    entrance,
    most: limits.frame,
    log,
  });
  await app.ready();
  return app;
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
