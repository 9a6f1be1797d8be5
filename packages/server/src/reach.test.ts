import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openProjectAccounts } from './project-accounts.ts';
import { type ReachOptions, reachOf } from './reach.ts';
import { PAGE_HEADER } from './security/origins.ts';
import { readTlsFiles } from './security/tls-files.ts';
import { type Served, serve } from './serve.ts';

let home: string;
const at = (name: string) => join(home, name);
const PASSWORD = 'four words of no relation';

/** A certificate that signs itself, for two days. */
function makeCertificate(name: string): void {
  const words = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const names = 'subjectAltName=DNS:ward.example,IP:127.0.0.1';
  const files = ['-keyout', at(`${name}.key`), '-out', at(`${name}.pem`)];
  execFileSync(
    'openssl',
    [...words, ...files, '-days', '2', '-subj', '/CN=other.example', '-addext', names],
    {
      stdio: 'ignore',
    },
  );
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'wince-tls-'));
  makeCertificate('one');
  makeCertificate('two');
  await chmod(at('one.key'), 0o600);
  await writeFile(at('open.key'), await readFile(at('one.key')), { mode: 0o644 });
  await writeFile(at('nothing.pem'), 'nothing', { mode: 0o600 });
});

afterAll(() => rm(home, { recursive: true, force: true }));

describe('from where a server is reached', () => {
  it.each<[string, ReachOptions, boolean, string]>([
    ['another network without accounts', { host: '0.0.0.0', withoutTls: true }, false, 'no-accounts'],
    ['another network without TLS', { host: 'ward.example' }, true, 'no-tls'],
    ['every network without a name', { host: '0.0.0.0', withoutTls: true }, true, 'bad-option'],
    ['TLS and no TLS', { tls: { cert: '', key: '' }, withoutTls: true }, true, 'bad-option'],
    ['an address with a path', { addresses: ['https://ward.example/wince'] }, true, 'bad-option'],
    ['an address of another kind', { addresses: ['ftp://ward.example'] }, true, 'bad-option'],
    ['an address with a password', { addresses: ['https://a:b@ward.example'] }, true, 'bad-option'],
    ['a name alone', { addresses: ['ward.example'] }, true, 'bad-option'],
    [
      'a plain address of a server with TLS',
      { tls: { cert: '', key: '' }, addresses: ['http://ward.example'] },
      true,
      'bad-option',
    ],
  ])('%s is refused', (_, options, haveAccounts, code) => {
    expect(() => reachOf(options, haveAccounts)).toThrow(expect.objectContaining({ code }));
  });

  it.each<[ReachOptions, readonly string[], boolean]>([
    [{}, ['http://127.0.0.1:80', 'http://localhost:80'], false],
    [{ host: '10.0.0.4', withoutTls: true }, ['http://10.0.0.4:8443'], false],
    [{ host: 'fe80::1', tls: { cert: '', key: '' } }, ['https://[fe80::1]:8443'], true],
    [{ withoutTls: true, addresses: ['https://ward.example'] }, ['https://ward.example'], true],
    [
      { host: '0.0.0.0', tls: { cert: '', key: '' }, addresses: ['https://ward.example'] },
      ['https://ward.example:8443', 'https://ward.example'],
      true,
    ],
  ])('%j gives %j', (options, origins, isSecure) => {
    const reach = reachOf(options, true);
    const port = options.host === undefined && !options.withoutTls ? 80 : 8443;
    expect(reach.origins(port)).toEqual(origins.map((origin) => new URL(origin).origin));
    expect(reach.isSecure).toBe(isSecure);
  });
});

describe('certificates', () => {
  it.each<[string, string, string, string[], Date | undefined, string | RegExp]>([
    ['a file that is missing', 'none.pem', 'one.key', [], undefined, 'cannot be read'],
    ['a file that is none', 'nothing.pem', 'one.key', [], undefined, 'is not a certificate'],
    ['a key in its place', 'one.key', 'one.key', [], undefined, 'is not a certificate'],
    ['a key that is none', 'one.pem', 'nothing.pem', [], undefined, 'is not a private key'],
    ['a key that is missing', 'one.pem', 'none.key', [], undefined, 'cannot be read'],
    ['a key that others can read', 'one.pem', 'open.key', [], undefined, 'its mode is 0644'],
    ['a key of another certificate', 'one.pem', 'two.key', [], undefined, 'does not belong'],
    ['one that has expired', 'one.pem', 'one.key', [], new Date(Date.now() + 3e8), 'has expired'],
    ['one that is not valid yet', 'one.pem', 'one.key', [], new Date(Date.now() - 3e8), 'not valid yet'],
    ['one for another name', 'one.pem', 'one.key', ['other.example'], undefined, 'is not for other.example'],
    ['one for another number', 'one.pem', 'one.key', ['127.0.0.2'], undefined, 'is not for 127.0.0.2'],
  ])('%s is refused', async (_, cert, key, names, now, message) => {
    const read = readTlsFiles(at(cert), at(key), names, now);
    await expect(read).rejects.toThrow(expect.objectContaining({ code: 'bad-certificate' }));
    await expect(read).rejects.toThrow(message);
  });

  it('fit their key and their names', async () => {
    const files = await readTlsFiles(at('one.pem'), at('one.key'), ['ward.example', '127.0.0.1']);
    expect(files.cert.toString()).toContain('BEGIN CERTIFICATE');
  });
});

describe('a server with TLS', () => {
  let served: Served;

  beforeAll(async () => {
    const { accounts, close } = await openProjectAccounts(home);
    await accounts.add('the test', 'anna', 'rater', PASSWORD);
    close();
    served = await serve({
      ...{ project: home, cache: at('cache'), workers: 1, port: 0, version: '0.0.0', host: '0.0.0.0' },
      ...{ tls: { cert: at('one.pem'), key: at('one.key') }, addresses: ['https://ward.example'] },
    });
  });

  afterAll(() => served.close());

  it('shows the address without a token', () => {
    expect(served.address()).toBe(`https://ward.example:${served.port}/`);
  });

  it('gives a cookie to TLS alone, and tells browsers to stay with it', async () => {
    const signIn = await ask('POST', '/api/session', {}, { name: 'anna', password: PASSWORD });
    expect(signIn.status).toBe(200);
    const cookie = String(signIn.headers['set-cookie']);
    expect(cookie).toMatch(
      /^__Host-wince-session-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/; Secure$/,
    );
    expect(signIn.headers['strict-transport-security']).toBe('max-age=31536000');
    const state = await ask('GET', '/api/session', { cookie: cookie.split(';')[0] });
    expect(JSON.parse(state.text)).toEqual({ accounts: true, name: 'anna', role: 'rater' });
  });

  it.each([
    ['another name', 'evil.example', undefined],
    ['the number of the machine, under which nobody was meant to come', '127.0.0.1', undefined],
    ['the plain origin of its name', 'ward.example', 'http://ward.example'],
  ])('refuses %s', async (_, host, origin) => {
    const { status, text } = await ask('GET', '/api/session', { host, ...(origin ? { origin } : {}) });
    expect([status, text]).toEqual([403, expect.stringContaining('foreign-request')]);
  });

  it('speaks no TLS before 1.2, and no plain HTTP', async () => {
    await expect(
      new Promise((resolve, reject) => {
        const socket = connect(
          {
            port: served.port,
            host: '127.0.0.1',
            maxVersion: 'TLSv1.1',
            minVersion: 'TLSv1',
            rejectUnauthorized: false,
          },
          () => resolve(socket.getProtocol()),
        );
        socket.on('error', reject);
      }),
    ).rejects.toThrow();
    await expect(fetch(`http://127.0.0.1:${served.port}/`)).rejects.toThrow();
  });

  function ask(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body?: unknown,
  ): Promise<{ status: number; headers: Record<string, unknown>; text: string }> {
    const text = body === undefined ? '' : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const asked = request(
        {
          ...{ host: '127.0.0.1', port: served.port, path, method, rejectUnauthorized: false, agent: false },
          headers: {
            ...{ host: `ward.example:${served.port}`, [PAGE_HEADER]: '1' },
            ...(text
              ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }
              : {}),
            ...headers,
          },
        },
        (answer) => {
          let heard = '';
          answer.on('data', (part) => {
            heard += part;
          });
          answer.on('end', () =>
            resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: heard }),
          );
        },
      );
      asked.on('error', reject);
      asked.end(text);
    });
  }
});
