import { keysInSnakeCase } from '@wince/core';

/** Prints a document as JSON, with its fields in snake_case, as in all files that the program writes. */
export function printJson(document: unknown): void {
  console.log(jsonText(document));
}

/** The text of it. Labels are names of the data, and stay as they are. */
export function jsonText(document: unknown): string {
  return JSON.stringify(keysInSnakeCase(document, ['labels']), null, 2);
}
