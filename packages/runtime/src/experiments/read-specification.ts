import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type ExperimentSpecification, parseExperiment, WinceError } from '@wince/core';
import { systemReason } from '../files/system-error.ts';
import { parseYaml } from '../files/yaml.ts';
import { refuseUnknownFeatures } from '../measure/families/unknown-feature.ts';

/**
 * Parses an experiment, with all defaults filled in, and looks up the features that it names: those of the program, networks that are
 * installed, and tables.
 *
 * @param where it comes from, for messages: the name of a file
 * @param resolve makes every path in it independent of the place that it is relative to; they stay as they are by default
 * @throws WinceError `bad-experiment` that names the key, its value, the known keys and the nearest one; `unknown-feature`
 */
export function parseSpecification(
  given: unknown,
  where: string,
  resolve?: (path: string) => string,
): ExperimentSpecification {
  const specification = parseExperiment(given, where, resolve);
  refuseUnknownFeatures(specification);
  return specification;
}

/**
 * Reads an experiment file. All defaults are filled in, and every path in it, that of a `table:FILE` too, is taken from the folder
 * of the file.
 *
 * @throws WinceError `no-such-file`, `bad-yaml` with the line, `bad-experiment` with the key, `unknown-feature`
 */
export async function readSpecification(path: string): Promise<ExperimentSpecification> {
  const folder = dirname(path);
  const given = await parseYaml(await readText(path), path, HINT);
  return parseSpecification(given, path, (file) => resolve(folder, file));
}

const HINT = 'Correct the YAML: often an indentation or a colon is wrong.';

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new WinceError(
      'no-such-file',
      `The experiment file ${path} cannot be read (${systemReason(cause)}).`,
      {
        hint: 'Check the path. `wince evaluate --schema` prints what such a file may contain.',
        cause,
      },
    );
  }
}
