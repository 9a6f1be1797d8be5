import { homedir } from 'node:os';
import path from 'node:path';

/**
 * The folder of imported networks: `WINCE_NETWORKS`, or `wince/networks` among the user's data.
 *
 * @param environment variables of the process
 */
export function networkHome(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  const data = environment.XDG_DATA_HOME ?? path.join(homedir(), '.local', 'share');
  return environment.WINCE_NETWORKS ?? path.join(data, 'wince', 'networks');
}
