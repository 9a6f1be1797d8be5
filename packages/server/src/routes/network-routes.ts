import { rm } from 'node:fs/promises';
import { describedNetwork, describedNetworks } from '@wince/runtime';
import {
  fileName,
  jobEntry,
  type NewNetwork,
  networkCardView,
  networkEntry,
  networkName,
  networkTest,
  newNetwork,
} from '@wince/workbench';
import { z } from 'zod';
import { loggedName } from '../security/callers.ts';
import type { Workbench } from '../workbench.ts';
import type { App } from './app.ts';
import { openStagedNetworks } from './staged-networks.ts';

const ofNetwork = z.strictObject({ network: networkName });
const importedNetwork = z.object({ id: z.string(), sha256: z.string() });

/** Networks that are installed: list, card, self-test, import. They belong to the user who runs the server, not to the project. */
export function addNetworkRoutes(app: App, bench: Workbench): void {
  const { audit, jobs, limits, networkTests, cache } = bench;
  const staged = openStagedNetworks(bench);
  const processLimits = { memory: limits.memory, patience: limits.networkPatience };

  app.get('/api/networks', { schema: { response: { 200: z.array(networkEntry) } } }, async () => {
    const networks = await describedNetworks();
    return networks.map(({ layers, facts: _, identity, ...network }) => {
      const tested = networkTests.find(network.id, identity);
      return {
        ...{ ...network, layers: layers.length },
        tested: tested && { at: tested.at, agrees: tested.agrees },
      };
    });
  });

  app.get(
    '/api/networks/card',
    { schema: { querystring: ofNetwork, response: { 200: networkCardView } } },
    async ({ query: { network } }) => {
      const { facts, layers, identity } = await describedNetwork(network);
      return {
        id: network,
        facts: facts.map(([name, words]) => ({ name, words })),
        layers: [...layers],
        tested: networkTests.find(network, identity),
      };
    },
  );

  app.post(
    '/api/networks/test',
    {
      schema: {
        description:
          'Tests a network: hashes of its files, and its numbers for a picture or sound of noise beside those that are known of it.',
        body: ofNetwork,
        response: { 202: jobEntry },
      },
    },
    async ({ body: { network }, caller }, reply) => {
      const { identity } = await describedNetwork(network);
      const who = loggedName(caller);
      const job = jobs.other(who, {
        ...{ kind: 'test-network', about: network, detail: {}, limits: processLimits },
        task: { kind: 'test-network', network, cache },
        onDone(result) {
          const at = new Date().toISOString();
          const test = networkTest.omit({ at: true, who: true }).parse(result);
          networkTests.put({ ...test, at, who }, identity);
          return network;
        },
        onEnd: async () => {},
      });
      return reply.code(202).send(job);
    },
  );

  app.post(
    '/api/networks/files',
    {
      schema: {
        description:
          'Takes a file of a network that is to be imported: its bytes are the body, as application/octet-stream. `upload` is chosen by who sends, one for all files of a network. Pickles and archives are refused by their content.',
        querystring: z.strictObject({ upload: z.uuid(), name: fileName }),
        response: { 201: z.object({ name: fileName }) },
      },
    },
    async (request, reply) => {
      const { upload, name } = request.query;
      await staged.receive({ upload, name, by: loggedName(request.caller) }, request);
      return reply.code(201).send({ name });
    },
  );

  app.post(
    '/api/networks',
    {
      schema: {
        description:
          'Imports a network whose files were sent, for all projects of the user who runs the server. What its files do not state has to be stated here, and is not guessed.',
        body: newNetwork,
        response: { 202: jobEntry },
      },
    },
    async ({ body, caller }, reply) => {
      const by = loggedName(caller);
      const folder = staged.take(body.upload, by, filesOf(body));
      const remove = () => rm(folder, { recursive: true, force: true });
      const { file, name, replace } = body;
      try {
        const job = jobs.other(by, {
          ...{ kind: 'import-network', about: file, detail: { name, replace }, limits: processLimits },
          task: { kind: 'import-network', folder, request: body },
          onDone(result) {
            const { id: network, sha256 } = importedNetwork.parse(result);
            audit.add(by, 'network imported', { network, file, sha256 });
            return network;
          },
          onEnd: remove,
        });
        return reply.code(202).send(job);
      } catch (error) {
        await remove();
        throw error;
      }
    },
  );
}

function filesOf({ file, input }: NewNetwork): readonly string[] {
  if (input.kind === 'sound') return [file];
  const { prototxt, mean } = input;
  const ofMean = mean !== null && typeof mean === 'object' && 'file' in mean ? [mean.file] : [];
  return [file, ...(prototxt === null ? [] : [prototxt]), ...ofMean];
}
