import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { didYouMean, type ExperimentSpecification, experimentSpecification, WinceError } from '@wince/core';
import { parse, YAMLParseError } from 'yaml';
import { z } from 'zod';
import { systemCode } from '../files/atomic.ts';

/** Reads an experiment file; the paths in it become absolute. @throws WinceError that names the key or the line */
export async function readSpecification(path: string): Promise<ExperimentSpecification> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new WinceError(
      'no-such-file',
      `The experiment file ${path} cannot be read (${systemCode(cause)}).`,
      {
        hint: 'Check the path; `wince evaluate --schema` prints what such a file may hold.',
        cause,
      },
    );
  }
  const specification = parseSpecification(parseYaml(text, path), path);
  const absolute = (file: string) => resolve(dirname(path), file);
  return {
    ...specification,
    dataset: absolute(specification.dataset),
    ...(specification.test_dataset ? { test_dataset: absolute(specification.test_dataset) } : {}),
  };
}

/** Checks an experiment. @param where the file it comes from, for messages */
export function parseSpecification(given: unknown, where: string): ExperimentSpecification {
  const parsed = experimentSpecification.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new WinceError('bad-experiment', `${where}: ${explain(parsed.error.issues)}`, {
    hint: `Its keys are: ${Object.keys(experimentSpecification.shape).join(', ')}. \`wince evaluate --schema\` prints them all.`,
  });
}

/** The JSON Schema of the experiment file, for editors. */
export function specificationSchema(): unknown {
  return z.toJSONSchema(experimentSpecification, { io: 'input' });
}

function parseYaml(text: string, path: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    if (!(cause instanceof YAMLParseError)) throw cause;
    const line = cause.linePos?.[0].line;
    throw new WinceError('bad-yaml', `${path}, line ${line ?? '?'}: ${cause.message.split('\n')[0]}`, {
      hint: 'Mend the YAML: often it is the indentation or a missing colon.',
      cause,
    });
  }
}

function explain(issues: readonly z.core.$ZodIssue[]): string {
  // A key that was mistyped is often missing under its right name, too: the first says more.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  const place = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const [key] = issue.keys;
    const { shape } = experimentSpecification;
    const known = place === '' ? shape : place === 'tuning' ? shape.tuning.unwrap().shape : {};
    return `there is no key "${place === '' ? key : `${place}.${key}`}".${didYouMean(key, Object.keys(known))}`;
  }
  return `${place === '' ? 'the file' : `"${place}"`}: ${issue.message}.`;
}
