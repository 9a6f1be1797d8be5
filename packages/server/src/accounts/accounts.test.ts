import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openProjectAccounts } from '../project-accounts.ts';
import { PAGE_HEADER } from '../security/origins.ts';
import { mayAsk } from '../security/rights.ts';
import { openSessions } from '../security/sessions.ts';
import { openSignIn } from '../security/sign-in.ts';
import { type Answer, type Tried, talk, tryServer, writeDataset } from '../server.fixture.ts';
import { isPassword, NO_PASSWORD, storedPassword } from './passwords.ts';

const PASSWORD = 'four words of no relation';
const ROLES = ['rater', 'researcher', 'admin'] as const;

/** What each may do beside signing in, written down once more: a change of the table in the program is a change here. */
const RATER = [
  ...['GET /api/clip', 'GET /api/clip/frames'],
  ...['GET /api/agreement', 'GET /api/datasets', 'GET /api/datasets/rows', 'GET /api/labels'],
  ...['GET /api/picture', 'GET /api/project', 'GET /api/scales', 'GET /api/session', 'POST /api/labels'],
  ...['POST /api/session', 'POST /api/session/end', 'POST /api/session/password'],
];
const ADMIN_ALONE = [
  ...[
    'GET /api/accounts',
    'GET /api/audit',
    'GET /api/labels/table',
    'POST /api/accounts/role',
    'POST /api/networks',
    'POST /api/networks/files',
    'POST /api/sessions/end',
  ],
];
const PROGRAM = [
  ...['GET /api/models', 'GET /api/project', 'GET /api/session', 'POST /api/predict', 'POST /api/session'],
];

let home: string;
let server: Tried;
type Headers = Readonly<Record<string, string>>;
const signedIn: Partial<Record<(typeof ROLES)[number], Headers>> = {};

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'wince-accounts-'));
  const folder = join(home, 'data');
  await writeDataset(join(folder, 'ward'), [
    ['a.jpg', 's1', 'pain', 'x'],
    ['b.jpg', 's2', 'rest', 'y'],
  ]);
  await withAccounts(async (accounts) => {
    await Promise.all(ROLES.map((role) => accounts.add('the test', role, role, PASSWORD)));
  });
  server = await tryServer({ folder, cache: join(home, 'cache') });
  for (const role of ROLES) signedIn[role] = await server.signIn(role, PASSWORD);
});

afterAll(async () => {
  await server.close();
  await rm(home, { recursive: true, force: true });
});

describe('passwords', () => {
  it('are kept as Argon2id with the costs of RFC 9106 and a salt of their own', async () => {
    const [one, two] = await Promise.all([storedPassword(PASSWORD), storedPassword(PASSWORD)]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=4\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(one).not.toBe(two);
    expect(await isPassword(PASSWORD, one)).toBe(true);
    expect(await isPassword(`${PASSWORD} `, one)).toBe(false);
    expect(await isPassword(PASSWORD, NO_PASSWORD)).toBe(false);
  });

  it('fit however a keyboard puts letters together', async () => {
    const stored = await storedPassword('a café in the evening'.normalize('NFD'));
    expect(await isPassword('a café in the evening'.normalize('NFC'), stored)).toBe(true);
  });

  it.each([
    ['nurse', 'short', 'It has 5 characters, and 12 to 200 are wanted.'],
    ['nurse', 'x'.repeat(201), 'It has 201 characters'],
    ['long-name-of-a-nurse', 'long-name-of-a-nurse1', 'little more than the name'],
    ['a\tb', PASSWORD, 'cannot be the name'],
    ['', PASSWORD, 'cannot be the name'],
    ['<b>x</b>', PASSWORD, 'cannot be the name'],
    ['RATER', PASSWORD, 'There is an account "rater" already'],
  ])('of the account %j: %j is refused', async (name, password, message) => {
    await withAccounts(async (accounts) => {
      await expect(accounts.add('the test', name, 'rater', password)).rejects.toThrow(message);
    });
  });
});

describe('roles', () => {
  it('at every address of the server each role is answered, or refused, as it is written down', async () => {
    for (const role of ROLES) {
      for (const address of await addresses()) {
        if (role !== 'rater' && address.endsWith('/end')) continue;
        const { status, text } = await ask(address, headersOf(role));
        const isRefused = status === 403 && text.includes('not-allowed');
        const wanted =
          role === 'admin'
            ? true
            : role === 'researcher'
              ? !ADMIN_ALONE.includes(address)
              : RATER.includes(address);
        expect([role, address, !isRefused], text).toEqual([role, address, wanted]);
        if (wanted) expect([200, 202, 400, 404, 415, 422], `${role} ${address}`).toContain(status);
        if (address === 'POST /api/session/end') signedIn.rater = await server.signIn('rater', PASSWORD);
      }
    }
  });

  it('who has not signed in reaches the page that signs in, and nothing else', async () => {
    for (const address of await addresses()) {
      const { status } = await ask(address, { [PAGE_HEADER]: '1' });
      if (/ \/api\/session$/.test(address)) expect([200, 400], address).toContain(status);
      else expect(status, address).toBe(401);
    }
    for (const path of ['/', '/page.js', '/page.css'])
      expect((await server.send(path)).status, path).toBe(200);
  });

  it('a program with the token scores recordings, and sees neither faces nor labels', async () => {
    const { readFile, stat } = await import('node:fs/promises');
    const file = String(server.served.tokenFile);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const headers = { authorization: `Bearer ${(await readFile(file, 'utf8')).trim()}` };
    for (const address of await addresses()) {
      const { status, text } = await ask(address, headers);
      expect([address, !(status === 403 && text.includes('not-allowed'))]).toEqual([
        address,
        PROGRAM.includes(address),
      ]);
    }
    expect(server.served.address()).not.toContain('token');
    const opened = await server.send(`/open?token=${headers.authorization.slice(7)}`);
    expect([opened.status, opened.headers['set-cookie']]).toEqual([401, undefined]);
  });

  it('what is not in the table is answered to nobody', () => {
    for (const standing of ['owner', 'admin', 'program', 'stranger'] as const) {
      expect(mayAsk(standing, 'GET /api/not-in-the-table')).toBe(false);
      expect(mayAsk(standing, 'constructor')).toBe(false);
    }
  });

  it.each([
    ['rater', 'is refused', 403],
    ['researcher', 'is told that there is no such model', 404],
  ] as const)('a WebSocket of a %s %s', async (role, _, status) => {
    const { cookie, origin } = headersOf(role);
    const { port } = server.served;
    const { heard } = await talk(
      port,
      `GET /api/predict?model=none.wince HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\ncookie: ${cookie}\r\norigin: ${origin}\r\n\r\n`,
      1000,
    );
    expect(heard).toMatch(
      status === 403 ? /^HTTP\/1\.1 403 .*not-allowed/s : /^HTTP\/1\.1 404 .*not-in-project/s,
    );
  });

  it('CVE-2026-23896, a user who raises their own rights: a rater cannot change the own role', async () => {
    const answer = await post('/api/accounts/role', { name: 'rater', role: 'admin' }, headersOf('rater'));
    expect([answer.status, answer.code()]).toEqual([403, 'not-allowed']);
    for (const more of [{ role: 'admin' }, { standing: 'admin' }]) {
      const body = { old: PASSWORD, new: 'another one of four words', ...more };
      expect((await post('/api/session/password', body, headersOf('rater'))).status).toBe(400);
    }
    const state = await server.send('/api/session', { headers: headersOf('rater') });
    expect(state.json()).toEqual({ accounts: true, name: 'rater', role: 'rater' });
  });

  it('a label has the name of its account: no other name is taken, to write or to read', async () => {
    const label = {
      ...{ id: crypto.randomUUID(), dataset: 'ward', sample: 'a.jpg', scale: 'choice' },
      ...{ items: { choice: 0 }, after: null },
    };
    const forged = await post('/api/labels', { ...label, who: 'researcher' }, headersOf('rater'));
    expect([forged.status, forged.code()]).toEqual([403, 'not-allowed']);
    const read = await server.send('/api/labels?dataset=ward&scale=choice&who=researcher', {
      headers: headersOf('rater'),
    });
    expect(read.status).toBe(403);
    const own = await post('/api/labels', { ...label, who: 'rater' }, headersOf('rater'));
    expect(own.json()).toMatchObject({ who: 'rater', word: 'pain' });
    const { entries } = z
      .object({ entries: z.array(z.object({ who: z.string(), what: z.string() })) })
      .parse((await server.send('/api/audit', { headers: headersOf('admin') })).json());
    expect(entries.filter(({ what }) => what === 'label').map(({ who }) => who)).toEqual(['rater']);
  });

  it('a rater is not told the labels of the data set, and whose faces they are', async () => {
    const path = '/api/datasets/rows?dataset=ward';
    const told = (await server.send(path, { headers: headersOf('rater') })).text;
    expect(told).not.toMatch(/"(pain|rest|s1|s2)"/);
    expect((await server.send(path, { headers: headersOf('researcher') })).text).toMatch(/"pain".*"rest"/);
  });
});

describe('sessions', () => {
  it.each<[string, (accounts: Accounts) => Promise<void> | void]>([
    ['role', (accounts) => accounts.setRole('the test', 'carla', 'researcher')],
    ['password', (accounts) => accounts.setPassword('the test', 'carla', `${PASSWORD} again`)],
    ['account', (accounts) => accounts.remove('the test', 'carla')],
  ])('end when the command line changes the %s', async (_, change) => {
    await withAccounts(async (accounts) => {
      if (!accounts.find('carla')) await accounts.add('the test', 'carla', 'rater', PASSWORD);
      else await accounts.setPassword('the test', 'carla', PASSWORD);
    });
    const headers = await server.signIn('Carla', PASSWORD);
    expect((await server.send('/api/project', { headers })).status).toBe(200);
    await withAccounts(async (accounts) => change(accounts));
    expect((await server.send('/api/project', { headers })).status).toBe(401);
  });

  it('end when somebody changes the own password or signs out, and after ten hours without a request', async () => {
    await withAccounts((accounts) => accounts.add('the test', 'dora', 'rater', PASSWORD));
    const [one, two] = [await server.signIn('dora', PASSWORD), await server.signIn('dora', PASSWORD)];
    await post('/api/session/end', {}, one);
    expect((await server.send('/api/project', { headers: one })).status).toBe(401);
    const wrong = await post('/api/session/password', { old: 'wrong', new: `${PASSWORD} 2` }, two);
    expect([wrong.status, wrong.code()]).toEqual([401, 'wrong-password']);
    expect((await post('/api/session/password', { old: PASSWORD, new: `${PASSWORD} 2` }, two)).status).toBe(
      200,
    );
    expect((await server.send('/api/project', { headers: two })).status).toBe(401);
    let now = 0;
    const sessions = openSessions(() => now);
    const cookie = sessions.begin({ name: 'dora', stamp: '1' });
    now += 9 * 3600_000;
    expect(sessions.owner(cookie)).toMatchObject({ name: 'dora' });
    now += 11 * 3600_000;
    expect(sessions.owner(cookie)).toBeUndefined();
  });

  it('the last administrator stays one, and a name is not given twice', async () => {
    await withAccounts(async (accounts) => {
      expect(() => accounts.setRole('the test', 'admin', 'rater')).toThrow('last administrator');
      expect(() => accounts.remove('the test', 'admin')).toThrow('last administrator');
      await expect(accounts.add('the test', 'Carla', 'rater', PASSWORD)).rejects.toThrow('was removed');
    });
  });
});

describe('signing in', () => {
  it('gives one answer for a wrong name and a wrong password, after the same work', async () => {
    await withAccounts(async (accounts) => {
      const timed = async (name: string) => {
        const began = performance.now();
        expect(await accounts.check(name, 'not this one')).toBeNull();
        return performance.now() - began;
      };
      const times = { known: [] as number[], unknown: [] as number[] };
      for (let i = 0; i < 3; i++) {
        times.known.push(await timed('rater'));
        times.unknown.push(await timed(`nobody ${i}`));
      }
      // The work is Argon2 in both cases: without it an answer takes less than a millisecond.
      expect(Math.min(...times.unknown)).toBeGreaterThan(Math.min(...times.known) / 2);
    });
    const answers = await Promise.all([
      post('/api/session', { name: 'researcher', password: 'not this one' }),
      post('/api/session', { name: 'somebody', password: 'not this one' }),
    ]);
    expect(answers[0].text).toBe(answers[1].text);
    expect(answers.map(({ status }) => status)).toEqual([401, 401]);
  });

  it('is limited for each account, also one that is not there, and for each address', async () => {
    let now = 0;
    let work = 0;
    const accounts = {
      check: async () => {
        work++;
        return null;
      },
    };
    const tries = async (times: number, name: (i: number) => string, address: (i: number) => string) => {
      const codes: unknown[] = [];
      for (let i = 0; i < times; i++)
        codes.push(await signIn(name(i), 'wrong', address(i)).catch(({ code }) => code));
      return codes.filter((code) => code === 'wrong-password').length;
    };
    const signIn = openSignIn(accounts, () => now);
    expect(
      await tries(
        40,
        () => 'rater',
        (i) => `10.0.0.${i}`,
      ),
    ).toBe(5);
    expect(
      await tries(
        40,
        () => 'nobody',
        (i) => `10.0.1.${i}`,
      ),
    ).toBe(5);
    expect(
      await tries(
        40,
        (i) => `name ${i}`,
        () => '10.0.2.1',
      ),
    ).toBe(20);
    expect(work).toBe(30);
    now += 30_000;
    expect(
      await tries(
        2,
        () => 'RATER',
        () => '10.0.3.1',
      ),
    ).toBe(1);
  });

  it('hashes two passwords at a time, and lets a few wait', async () => {
    let going = 0;
    let most = 0;
    const check = async () => {
      most = Math.max(most, ++going);
      await new Promise((resolve) => setTimeout(resolve, 20));
      going--;
      return null;
    };
    const signIn = openSignIn({ check });
    const codes = await Promise.all(
      Array.from({ length: 40 }, (_, i) => signIn(`n${i}`, 'x', `10.0.0.${i}`).catch(({ code }) => code)),
    );
    expect(most).toBe(2);
    expect(codes.filter((code) => code === 'too-many-requests')).toHaveLength(18);
  });

  it('needs accounts: a project without them answers its one user, and nobody signs in', async () => {
    const other = await tryServer();
    try {
      expect((await other.get('/api/session')).json()).toEqual({ accounts: false, name: null, role: null });
      expect((await other.post('/api/session', { name: 'x', password: 'x' })).code()).toBe('no-accounts');
      // From the first account on the token opens no page, also not one that is open.
      const { accounts, close } = await openProjectAccounts(other.folder);
      await accounts.add('the test', 'eve', 'admin', PASSWORD);
      expect((await other.get('/api/project')).status).toBe(401);
      accounts.remove('the test', 'eve');
      close();
      expect((await other.get('/api/project')).status).toBe(401);
    } finally {
      await other.close();
    }
  });
});

type Accounts = Awaited<ReturnType<typeof openProjectAccounts>>['accounts'];

async function withAccounts(work: (accounts: Accounts) => Promise<void>): Promise<void> {
  const { accounts, close } = await openProjectAccounts(join(home, 'data'));
  try {
    await work(accounts);
  } finally {
    close();
  }
}

function headersOf(role: (typeof ROLES)[number]): Headers {
  return signedIn[role] ?? {};
}

function post(path: string, body: unknown, headers: Headers = {}): Promise<Answer> {
  return server.post(path, body, headers);
}

/** A request to an address with nothing that it needs, so that it does nothing. */
function ask(address: string, headers: Headers): Promise<Answer> {
  const [method, path] = address.split(' ');
  const body = method === 'POST' ? { body: '{}', type: { 'content-type': 'application/json' } } : null;
  return server.send(path, {
    method,
    headers: { ...headers, ...body?.type },
    ...(body ? { body: body.body } : {}),
  });
}

async function addresses(): Promise<readonly string[]> {
  const { paths } = z
    .object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) })
    .parse((await server.send('/api/openapi.json', { headers: headersOf('admin') })).json());
  const found = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(found.length).toBeGreaterThan(35);
  return found;
}
