import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { z } from 'zod';

const packages = fileURLToPath(new URL('../packages', import.meta.url));
const manifest = z.object({ name: z.string(), dependencies: z.record(z.string(), z.string()).default({}) });

test('the installed package asks for everything that its workspaces import', () => {
  const workspaces = readdirSync(packages).map((name) =>
    manifest.parse(JSON.parse(readFileSync(`${packages}/${name}/package.json`, 'utf8'))),
  );
  const published = workspaces.find(({ name }) => name === 'wince');
  const asked = Object.fromEntries(
    workspaces
      .flatMap(({ dependencies }) => Object.entries(dependencies))
      .filter(([name]) => !name.startsWith('@wince/')),
  );
  expect(published?.dependencies).toEqual(asked);
});
