import { WinceError } from '@wince/core';

/** How often a file may use what it has named once: more is made to fill the memory. */
const MOST_ALIASES = 100;

/**
 * Reads a file in YAML as plain values.
 *
 * @param path how messages name the file
 * @param hint what to do with a file that is not valid
 * @throws WinceError `bad-yaml`, with the line where there is one
 */
export async function parseYaml(text: string, path: string, hint: string): Promise<unknown> {
  const { parseDocument } = await import('yaml');
  const refuse = (why: string, line: number | undefined, cause: unknown): WinceError => {
    const where = line === undefined ? '' : ` on line ${line}`;
    return new WinceError('bad-yaml', `${path} is not valid YAML${where}: ${why}`, { hint, cause });
  };
  let document: ReturnType<typeof parseDocument>;
  try {
    document = parseDocument(text, { uniqueKeys: true });
  } catch (cause) {
    // The reader calls itself for each level.
    if (!(cause instanceof RangeError)) throw cause;
    throw refuse('its lists and keys are nested too deeply.', undefined, cause);
  }
  const [error] = document.errors;
  if (error) {
    const isDeep = error.message.startsWith('Maximum call stack');
    const why = isDeep ? 'its lists and keys are nested too deeply.' : error.message.split('\n')[0];
    throw refuse(why, error.linePos?.[0].line, error);
  }
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (cause) {
    if (cause instanceof RangeError)
      throw refuse('its lists and keys are nested too deeply.', undefined, cause);
    if (!(cause instanceof ReferenceError)) throw cause;
    const isMany = cause.message.startsWith('Excessive alias count');
    throw refuse(
      isMany ? `its aliases (*name) stand for more than ${MOST_ALIASES} values.` : `${cause.message}.`,
      undefined,
      cause,
    );
  }
}
