import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const source = (path: string) => fileURLToPath(new URL(`./src/${path}`, import.meta.url));

/** Makes the page of its source: one script and one style sheet. It takes some 0.3 s, so that a checkout needs no build. */
export async function buildPage(): Promise<{ readonly script: string; readonly style: string }> {
  return { script: await bundled('page.tsx'), style: await readFile(source('styles/page.css'), 'utf8') };
}

/** Makes the script of the worker that watches videos: the page asks for it when somebody starts to watch. */
export function buildWatch(): Promise<string> {
  return bundled('watch/worker.ts');
}

/** Makes the script that gathers the sound of a microphone: the page asks for it when somebody listens. */
export function buildMicrophone(): Promise<string> {
  return bundled('watch/microphone-sound.ts');
}

async function bundled(entry: string): Promise<string> {
  const bundle = await rolldown({
    input: source(entry),
    platform: 'browser',
    transform: { define: { 'process.env.NODE_ENV': '"production"' }, jsx: 'react-jsx' },
    // The page uses the types of the forms alone, and no file of a workspace does anything by being loaded but the first.
    treeshake: { moduleSideEffects: (id) => id.includes('/node_modules/') || id.endsWith(entry) },
  });
  try {
    const { output } = await bundle.generate({ format: 'esm', minify: true, codeSplitting: false });
    return output[0].code;
  } finally {
    await bundle.close();
  }
}
