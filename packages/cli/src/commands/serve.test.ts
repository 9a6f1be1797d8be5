import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { expectRefusal, winceHere } from '../../../../tests/run-wince.ts';

const packages = fileURLToPath(new URL('../../../', import.meta.url));

describe('wince serve', () => {
  it.each(['0.0.0.0', '192.168.1.4', '::', 'ward.example'])(
    'refuses to listen on %s without accounts',
    async (host) => {
      const project = mkdtempSync(join(tmpdir(), 'wince-serve-'));
      const ended = await winceHere(['serve', '--no-open', '--host', host, '--project', project]);
      expectRefusal(ended, 2, 'the project has no accounts');
      rmSync(project, { recursive: true });
    },
  );

  it.each(['x', '-1', '65536', '80.5'])('refuses the port %s', async (port) => {
    const { status, err } = await winceHere(['serve', '--no-open', `--port=${port}`]);
    expect(status).toBe(2);
    expect(err).toContain('Give a port from 0 to 65535.');
  });

  it('refuses a project that is not there', async () => {
    expectRefusal(
      await winceHere(['serve', '--no-open', '--project', 'nowhere/at/all']),
      2,
      'nowhere/at/all',
    );
  });
});

describe('what the server needs', () => {
  const files = globSync('*/src/**/*.{ts,tsx}', { cwd: packages }).filter(
    (file) => !/[.](test|fixture)[.]ts$/.test(file),
  );
  const importersOf = (pattern: RegExp) =>
    files.filter((file) => pattern.test(readFileSync(join(packages, file), 'utf8'))).toSorted();

  it('is loaded by no other commands, and by these when they are called', () => {
    expect(importersOf(/['"]@wince\/server['"]/)).toEqual([
      'cli/src/commands/accounts.ts',
      'cli/src/commands/serve.ts',
    ]);
    expect(importersOf(/^(import|export) [^;]*from '@wince\/server'/m)).toEqual([]);
    expect(importersOf(/from '@wince\/workbench'/).filter((file) => !file.startsWith('server/'))).toEqual([]);
  });

  it('of packages of others stays in its rooms', () => {
    expect(importersOf(/from '(@fastify\/|fastify)/).filter((file) => !file.startsWith('server/'))).toEqual(
      [],
    );
    expect(importersOf(/from 'react/).filter((file) => !file.startsWith('workbench/'))).toEqual([]);
    expect(importersOf(/from 'fastify'/)).not.toEqual([]);
  });
});
