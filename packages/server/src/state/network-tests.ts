import { type NetworkTestEntry, networkTest } from '@wince/workbench';
import { z } from 'zod';
import type { WorkbenchState } from './database.ts';

/** The last self-test of each network, as this project has it. */
export interface NetworkTests {
  /** @param identity what of the network its numbers depend on */
  put(test: NetworkTestEntry, identity: string): void;
  /** Null where there was none, or where the network was another one then. */
  find(network: string, identity: string): NetworkTestEntry | null;
}

const row = z.object({ identity: z.string(), value: z.string() }).optional();

/** The table of a project. */
export function openNetworkTests({ database }: WorkbenchState): NetworkTests {
  const put = database.prepare(
    'INSERT OR REPLACE INTO network_tests (network, identity, value) VALUES (?, ?, ?)',
  );
  const find = database.prepare('SELECT identity, value FROM network_tests WHERE network = ?');
  return {
    put: (test, identity) => void put.run(test.network, identity, JSON.stringify(test)),
    find(network, identity) {
      const found = row.parse(find.get(network));
      return found?.identity === identity ? networkTest.parse(JSON.parse(found.value)) : null;
    },
  };
}
