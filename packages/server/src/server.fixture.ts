import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { cookieName } from './security/cookies.ts';
import { PAGE_HEADER } from './security/origins.ts';
import { type Served, type ServeOptions, serve } from './serve.ts';

// As the command does: its processes start in half the time.
process.env.NODE_COMPILE_CACHE ??= join(
  process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
  'wince-code',
);

/** An answer, as it came. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Of an answer in JSON. */
  json(): unknown;
  /** The code of an error. */
  code(): unknown;
}

/** What is sent. */
export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** A server of a project in a folder of its own, and somebody who may use it. */
export interface Tried {
  readonly folder: string;
  readonly served: Served;
  /** What was logged. */
  readonly log: string[];
  /** The headers of a page of the server that is signed in. */
  readonly own: Readonly<Record<string, string>>;
  /** Sends a request, with no headers but those that are given and Host. */
  send(path: string, asked?: Asked): Promise<Answer>;
  /** As the page does: with cookie, origin and header. */
  get(path: string): Promise<Answer>;
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** The headers of a page in which an account is signed in. */
  signIn(name: string, password: string): Promise<Readonly<Record<string, string>>>;
  close(): Promise<void>;
}

/** Starts a server. @param options `folder`: of the project, which stays; a new one that goes with the server where nothing is said */
export async function tryServer(options: Partial<ServeOptions> & { folder?: string } = {}): Promise<Tried> {
  const home = options.folder ?? (await mkdtemp(join(tmpdir(), 'wince-server-')));
  const folder = options.folder ?? join(home, 'data');
  await mkdir(folder, { recursive: true });
  const log: string[] = [];
  const served = await serve({
    ...{ project: folder, cache: join(home, 'cache'), workers: 1, port: 0, version: '0.0.0' },
    ...options,
    log: (line) => void log.push(line),
  });
  const { port } = served;
  const send = (path: string, asked: Asked = {}) => sendTo(port, path, asked);
  const page = { origin: `http://127.0.0.1:${port}`, [PAGE_HEADER]: '1' };
  const signedIn = ({ headers }: Answer) => {
    const cookie = String(headers['set-cookie']?.[0]).split(';')[0];
    if (!cookie.startsWith(cookieName(port))) throw new Error('the server gave no cookie');
    return { ...page, cookie };
  };
  const opened = new URL(served.address());
  // Of a project with accounts the address has no token: who uses it signs in.
  const own = opened.searchParams.has('token') ? signedIn(await send(opened.pathname + opened.search)) : page;
  return {
    ...{ folder, served, log, own, send },
    get: (path) => send(path, { headers: own }),
    post: (path, body, more = {}) =>
      send(path, {
        method: 'POST',
        headers: { ...own, 'content-type': 'application/json', ...more },
        body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
      }),
    async signIn(name, password) {
      const answer = await send('/api/session', {
        method: 'POST',
        headers: { ...page, 'content-type': 'application/json' },
        body: JSON.stringify({ name, password }),
      });
      if (answer.status !== 200) throw new Error(`${name} cannot sign in: ${answer.text}`);
      return signedIn(answer);
    },
    async close() {
      await served.close();
      if (!options.folder) await rm(home, { recursive: true, force: true });
    },
  };
}

function sendTo(port: number, path: string, { method = 'GET', headers = {}, body }: Asked): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length =
      body === undefined || 'content-length' in headers ? {} : { 'content-length': Buffer.byteLength(body) };
    const asked = request(
      { ...{ host: '127.0.0.1', port, path, method, agent: false }, headers: { ...length, ...headers } },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => {
          const text = Buffer.concat(parts).toString('utf8');
          const json = () => JSON.parse(text);
          resolve({
            ...{ status: answer.statusCode ?? 0, headers: answer.headers, text, json },
            code: () => json().code,
          });
        });
        answer.on('error', reject);
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}

/** Writes a data set of files that are given. */
export async function writeDataset(
  folder: string,
  rows: readonly (readonly [path: string, subject: string, label: string, content: Uint8Array | string])[],
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [path, , , content] of rows) await writeFile(join(folder, path), content);
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const lines = rows.map(([path, subject, label]) => [path, subject, label].map(quoted).join(','));
  await writeFile(join(folder, 'dataset.csv'), `${['path,subject,label', ...lines].join('\n')}\n`);
}

/** Writes bytes to a port as they are, and gives what comes back until the other side ends or a time is over. */
export function talk(
  port: number,
  text: string,
  milliseconds = 3000,
): Promise<{ heard: string; ended: boolean }> {
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    const done = (ended: boolean) => {
      clearTimeout(clock);
      socket.destroy();
      resolve({ heard, ended });
    };
    const clock = setTimeout(() => done(false), milliseconds);
    socket.on('data', (part) => {
      heard += part.toString('latin1');
    });
    socket.on('close', () => done(true));
    socket.on('error', () => done(true));
  });
}
