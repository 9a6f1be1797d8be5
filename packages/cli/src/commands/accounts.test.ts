import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectRefusal, wince, winceHere } from '../../../../tests/run-wince.ts';

const PASSWORD = 'four words of no relation';
let project: string;

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'wince-accounts-'));
});

afterAll(() => rm(project, { recursive: true, force: true }));

it('adds, lists, changes and removes accounts; a password stands in no option and no file', async () => {
  const added = await accounts(['add', 'anna', '--role', 'admin'], `${PASSWORD}\n`);
  expect([added.status, added.out, added.err]).toEqual([0, 'anna may sign in as admin.\n', '']);
  await accounts(['add', 'ben', '--role', 'rater'], PASSWORD);
  expect((await here(['role', 'ben', 'researcher'])).out).toContain('ben is researcher now.');
  expect(JSON.parse((await here(['list', '--json'])).out)).toMatchObject([
    { name: 'anna', role: 'admin' },
    { name: 'ben', role: 'researcher' },
  ]);
  expect((await here(['remove', 'ben'])).status).toBe(0);
  expect((await here(['list'])).out).toMatch(/^anna {2}admin {2}since \d{4}-\d\d-\d\d\n$/);
  const database = new DatabaseSync(join(project, '.wince', 'workbench.sqlite'));
  const kept = JSON.stringify([
    database.prepare('SELECT * FROM accounts').all(),
    database.prepare('SELECT * FROM audit').all(),
  ]);
  database.close();
  expect(kept).toContain('$argon2id$v=19$m=65536,t=3,p=4$');
  expect(kept).not.toContain(PASSWORD);
});

it('refuses a password that is too short or missing', async () => {
  expectRefusal(await accounts(['add', 'carla', '--role', 'rater'], 'short\n'), 2, 'It has 5 characters');
  expectRefusal(
    await accounts(['add', 'carla', '--role', 'rater'], ''),
    2,
    'Standard input holds no password',
  );
});

it.each<[string[], string]>([
  [['role', 'nobody', 'rater'], 'There is no account "nobody"'],
  [['remove', 'nobody'], 'There is no account "nobody"'],
  [['role', 'anna', 'king'], 'a role is one of rater, researcher, admin, and not "king"'],
])('refuses %j', async (words, message) => {
  const { status, err } = await here(words);
  expect([status, err]).toEqual([2, expect.stringContaining(message)]);
});

function accounts(words: readonly string[], input: string) {
  return wince(['accounts', ...words, '--project', project], { input });
}

function here(words: readonly string[]) {
  return winceHere(['accounts', ...words, '--project', project]);
}
